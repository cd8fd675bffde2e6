import uuid

import django.core.serializers.json
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
        ("hr", "0011_case_guards"),
        ("partners", "0007_team_scope"),
        ("partners", "__first__"),
        ("payroll", "0003_team_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayGapReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("snapshot_on", models.DateField()),
                ("number", models.IntegerField(help_text="1 for the first of the day, then 2, 3 …")),
                (
                    "is_statutory",
                    models.BooleanField(help_text="On the snapshot date of the law; else a trial for one’s own use"),
                ),
                ("is_obliged", models.BooleanField(help_text="Enough people for the duty to publish")),
                ("n_heads", models.IntegerField()),
                ("n_full_pay", models.IntegerField()),
                (
                    "figures",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="The measures, and what they are worked from",
                    ),
                ),
                (
                    "rows_hash",
                    models.CharField(help_text="SHA-256 over the rows, in the order of people", max_length=64),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "legal_entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="payroll_paygapreport_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="payroll_paygapreport_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_paygapreport_audited"),
                    partners.audit_ddl.AppendOnly(name="payroll_paygapreport_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "legal_entity", "snapshot_on", "number"), name="payroll_paygapreport_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n_full_pay__gte", 0), ("n_heads__gte", 0), ("number__gt", 0)),
                        name="payroll_paygapreport_counts",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="payroll_paygapreport_legal_entity_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayGapTreatment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "treatment",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "Ordinary pay: salary, allowances, shift premiums, pay for leave"),
                            ("BONUS", "Bonus: profit share, productivity, performance, commission"),
                            ("LEFT_OUT", "Not counted: overtime, arrears, redundancy, pay in lieu, expenses"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.payelement",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_paygaptreatment_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_paygaptreatment_audited"),
                    models.UniqueConstraint(fields=("partner", "element"), name="payroll_paygaptreatment_once"),
                    partners.fk.SamePartnerForeignKey(
                        field="element", name="payroll_paygaptreatment_element_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayGapRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sex", models.CharField(max_length=1)),
                ("weekly_pay", sharedservices.common.fields.MoneyField()),
                ("weekly_hours", sharedservices.common.fields.HoursField()),
                (
                    "hourly",
                    sharedservices.common.fields.RateField(help_text="Pounds an hour, to four places", null=True),
                ),
                (
                    "bonus",
                    sharedservices.common.fields.MoneyField(help_text="Of the twelve months that end on the day"),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("FULL", "On full pay"),
                            ("REDUCED", "Paid less because of leave"),
                            ("NOT_PAID", "Not paid in the period"),
                            ("NO_HOURS", "No hours to divide by"),
                        ],
                        max_length=10,
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
                    "report",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.paygapreport",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_paygaprow_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="payroll_paygaprow_team"),
                    partners.audit_ddl.AppendOnly(name="payroll_paygaprow_append_only"),
                    models.UniqueConstraint(fields=("partner", "report", "person"), name="payroll_paygaprow_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hourly__isnull", False), ("standing", "FULL")),
                            models.Q(models.Q(("standing", "FULL"), _negated=True), ("hourly__isnull", True)),
                            _connector="OR",
                        ),
                        name="payroll_paygaprow_hourly",
                    ),
                    partners.fk.SamePartnerForeignKey(field="report", name="payroll_paygaprow_report_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_paygaprow_person_same_partner"),
                ],
            },
        ),
    ]
