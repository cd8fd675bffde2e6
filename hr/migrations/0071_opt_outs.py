"""Agreements in writing to work more than 48 hours a week on average."""

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
        ("hr", "0070_leaving_ends"),
        ("partners", "0026_audit_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingTimeOptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("notice_days", models.PositiveSmallIntegerField(help_text="From 7 days to three months")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_on", models.DateField(blank=True, help_text="The day of the notice", null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="The agreement as it was signed",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.document",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "agreement to longer hours",
                "verbose_name_plural": "agreements to longer hours",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_workingtimeoptout_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_workingtimeoptout_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                        self_update=("valid", "withdrawn_on", "withdrawn_by_id", "withdrawn_at"),
                        self_update_if="withdrawn_on IS NOT NULL",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_workingtimeoptout_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_workingtimeoptout_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_workingtimeoptout_has_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("person", "="), ("valid", "&&")],
                        name="hr_workingtimeoptout_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_days__gte", 7), ("notice_days__lte", 92)),
                        name="hr_workingtimeoptout_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_on", None)),
                            models.Q(
                                ("valid__upper_inf", False),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_workingtimeoptout_withdrawn_whole",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_workingtimeoptout_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="document", name="hr_workingtimeoptout_document_same_partner"
                    ),
                ],
            },
        ),
        run_sql("hr", "opt_outs"),
    ]
