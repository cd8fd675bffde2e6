"""Which posts the accounts report by themselves."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
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
        ("hr", "0098_equality_whole"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeniorPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HEAD", "Head of paid service"),
                            ("STATUTORY", "Statutory chief officer"),
                            ("CHIEF", "Chief officer, or answers to the head of paid service"),
                            ("POLICE", "Relevant police officer"),
                        ],
                        max_length=9,
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("PROPOSED", "Waiting"), ("AGREED", "Agreed"), ("REFUSED", "Refused")],
                        default="PROPOSED",
                        max_length=8,
                    ),
                ),
                ("proposed_human", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, help_text="Why it was refused, or ended", max_length=200)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_seniorpost_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_seniorpost_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "REFUSED"), _negated=True),
                        expressions=[("partner", "="), ("post", "="), ("valid", "&&")],
                        name="hr_seniorpost_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_seniorpost_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                                ("state", "PROPOSED"),
                            ),
                            models.Q(
                                models.Q(("state", "PROPOSED"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_seniorpost_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "PROPOSED"),
                            models.Q(("decided_human", models.F("proposed_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_seniorpost_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "REFUSED"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_seniorpost_refused_why",
                    ),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_seniorpost_post_same_partner"),
                ],
            },
        ),
        run_sql("hr", "senior_posts"),
    ]
