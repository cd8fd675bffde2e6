"""Declared interests: who is close to whom, so that nobody decides about them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0063_loaded_job_checks"),
        ("partners", "0028_duties_overrides"),
        ("partners", "__first__"),
    ]

    operations = [
        run_sql("hr", "interests_before"),
        migrations.CreateModel(
            name="DeclaredInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "holder",
                    models.ForeignKey(
                        help_text="Whom it binds",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The holder’s own record, where there is one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.person",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RELATIVE", "Somebody in my family or household"),
                            ("CLOSE", "A close personal relationship"),
                            ("WORK", "Other work, or a business"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(help_text="Who it is, or which business", max_length=120)),
                ("employee_no", models.CharField(blank=True, help_text="Of the person, if known", max_length=30)),
                (
                    "relation",
                    models.CharField(help_text="What they are to each other, or what the work is", max_length=200),
                ),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The record of that person",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.person",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("declared_at", models.DateTimeField()),
                (
                    "confirmed_at",
                    models.DateTimeField(help_text="When the holder, or HR for them, last said that it is still so"),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "linked_at",
                    models.DateTimeField(
                        blank=True, help_text="When HR said whose record it is, or nobody’s", null=True
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "declared interest",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_declaredinterest_person"),
                    models.Index(fields=["partner", "about"], name="hr_declaredinterest_about"),
                    models.Index(fields=["partner", "holder"], name="hr_declaredinterest_holder"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_declaredinterest_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_declaredinterest_team"),
                    partners.audit_ddl.Audited(
                        hide=("name", "relation", "employee_no", "about_id"), name="hr_declaredinterest_audited"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about__isnull", True),
                            models.Q(
                                models.Q(("kind", "WORK"), _negated=True),
                                models.Q(
                                    ("person__isnull", True),
                                    models.Q(("person", models.F("about")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="hr_declaredinterest_about_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_declaredinterest_ended_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("linked_at__isnull", True), ("linked_by__isnull", True)),
                            models.Q(("linked_at__isnull", False), ("linked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_declaredinterest_linked_pair",
                    ),
                    partners.rls.Narrowed(
                        name="hr_declaredinterest_narrowed", using="hr_sees_interest(holder_id, about_id)"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_declaredinterest_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="about", name="hr_declaredinterest_about_same_partner"),
                ],
            },
        ),
        run_sql("hr", "interests"),
    ]
