"""Workers of agencies and off-payroll workers: what they cost, and until when."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0074_family_of_the_dead"),
        ("partners", "0026_audit_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("AGENCY", "Agency"),
                            ("COMPANY", "Their own company"),
                            ("SELF_EMPLOYED", "Self-employed"),
                        ],
                        max_length=15,
                    ),
                ),
                ("supplier", models.CharField(help_text="Who charges for it", max_length=120)),
                (
                    "reference",
                    models.CharField(help_text="The supplier’s reference of the worker, no name", max_length=40),
                ),
                ("title", models.CharField(max_length=120)),
                ("hours", sharedservices.common.fields.HoursField(help_text="A week")),
                ("rate", sharedservices.common.fields.MoneyField(help_text="Pounds an hour as charged, before VAT")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("INSIDE", "Inside the off-payroll rules"),
                            ("OUTSIDE", "Outside the off-payroll rules"),
                            ("NOT_ASKED", "Does not apply: the agency pays them"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(help_text="From the first to the last day"),
                ),
                ("why", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField(blank=True, help_text="When its last day was moved", null=True)),
                ("moved_why", models.CharField(blank=True, max_length=200)),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
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
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "agency or off-payroll worker",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "org_unit"], name="hr_agency_unit")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_agencyassignment_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_agencyassignment_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_agencyassignment_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__upper_inf", False)), name="hr_agencyassignment_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 100), ("rate__gt", 0)),
                        name="hr_agencyassignment_cost",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_at__isnull", True), ("moved_by__isnull", True), ("moved_why", "")),
                            models.Q(
                                ("moved_at__isnull", False),
                                ("moved_by__isnull", False),
                                models.Q(("moved_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_agencyassignment_moved_pair",
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "supplier", "reference", "valid"), name="hr_agencyassignment_once"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="org_unit", name="hr_agencyassignment_org_unit_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_agencyassignment_post_same_partner"),
                ],
            },
        ),
    ]
