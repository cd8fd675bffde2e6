"""Since when service counts, for each purpose by itself."""

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
        ("hr", "0059_onboarding_files"),
        ("partners", "0025_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="services",
            field=models.CharField(blank=True, default="", help_text="Service dates that are known", max_length=60),
        ),
        migrations.CreateModel(
            name="ServiceDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("REDUNDANCY", "Redundancy: continuous local government service"),
                            ("LEAVE", "Annual leave"),
                            ("SICK_PAY", "Occupational sick pay"),
                            ("MATERNITY", "Maternity"),
                            ("SCHEME", "Police or fire scheme"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateField()),
                (
                    "evidence",
                    models.CharField(blank=True, help_text="What shows it, like a statement of 2019", max_length=200),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "employment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.employment",
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.person",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "service date",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_servicedate_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_servicedate_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_servicedate_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_servicedate_audited"),
                    models.UniqueConstraint(fields=("partner", "employment", "purpose"), name="hr_servicedate_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_at__isnull", True), ("verified_by__isnull", True)),
                            models.Q(
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_servicedate_verified_by_evidence",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_servicedate_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_servicedate_employment_same_partner"
                    ),
                ],
            },
        ),
        run_sql("hr", "service_dates"),
    ]
