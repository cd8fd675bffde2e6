"""What was overpaid by element, plans to pay it back, and their ledger."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0075_agency_register"),
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.AddField(
            model_name="overpaymentcase",
            name="gross_overpaid",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="For days after the last one; empty: not known", null=True
            ),
        ),
        migrations.AddField(
            model_name="overpaymentcase",
            name="net_overpaid",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Take-home pay for them; empty: not known", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="overpaymentcase",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="hr_overpaymentcase_partner_id"),
        ),
        migrations.CreateModel(
            name="OverpaymentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("paid", sharedservices.common.fields.MoneyField(help_text="What the payslip says")),
                ("due", sharedservices.common.fields.MoneyField(help_text="What it would say up to the last day")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.overpaymentcase",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_overpaymentline_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_overpaymentline_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_overpaymentline_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_overpaymentline_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_overpaymentline_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_overpaymentline_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case"], name="hr_overpaymentline_case")],
            },
        ),
        migrations.CreateModel(
            name="RepaymentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("RUNNING", "Being paid back"),
                            ("SETTLED", "Paid back"),
                            ("WAIVED", "Waived"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("total", sharedservices.common.fields.MoneyField(help_text="Pounds of take-home pay to pay back")),
                ("instalment", sharedservices.common.fields.MoneyField(help_text="Pounds a month")),
                ("first_on", models.DateField()),
                ("monthly_cap", sharedservices.common.fields.MoneyField()),
                ("consent_on", models.DateField(blank=True, null=True)),
                (
                    "consent",
                    models.CharField(blank=True, help_text="What shows that the person agreed", max_length=200),
                ),
                ("proposed_human", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("ended_human", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaving",
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
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of repayment",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_repaymentplan_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_repaymentplan_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_repaymentplan_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_repaymentplan_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "WITHDRAWN"), _negated=True),
                        fields=("partner", "leaving"),
                        name="hr_repaymentplan_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instalment__gt", 0),
                            ("instalment__lte", models.F("total")),
                            ("monthly_cap__gte", 0),
                            ("total__gt", 0),
                        ),
                        name="hr_repaymentplan_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consent_on__isnull", True), ("consent", "")),
                            models.Q(("consent_on__isnull", False), models.Q(("consent", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_repaymentplan_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("ended_by__isnull", True), ("ended_human__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("ended_by__isnull", False), ("ended_human__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="hr_repaymentplan_ended_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["PROPOSED", "WITHDRAWN", "WAIVED"]),
                            ("consent_on__isnull", False),
                            ("instalment__lte", models.F("monthly_cap")),
                            _connector="OR",
                        ),
                        name="hr_repaymentplan_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "WAIVED"), _negated=True),
                            models.Q(
                                ("ended_human__isnull", False),
                                models.Q(("ended_human", models.F("proposed_human")), _negated=True),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_repaymentplan_waived_by_another",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_repaymentplan_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_repaymentplan_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_repaymentplan_leaving_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_repaymentplan_person"),
                    models.Index(fields=["partner", "state"], name="hr_repaymentplan_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepaymentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PAID", "Paid by the person"),
                            ("PAYROLL", "Kept back from pay"),
                            ("WAIVED", "Waived"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", sharedservices.common.fields.MoneyField()),
                ("paid_on", models.DateField(help_text="When it was paid, or the first day of the pay period")),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "monthly_input",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.monthlyinput",
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
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.repaymentplan",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_repaymententry_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_repaymententry_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_repaymententry_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_repaymententry_append_only"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="hr_repaymententry_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PAYROLL"), ("monthly_input__isnull", False)),
                            models.Q(models.Q(("kind", "PAYROLL"), _negated=True), ("monthly_input__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_repaymententry_by_payroll",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_repaymententry_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="plan", name="hr_repaymententry_plan_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="monthly_input", name="hr_repaymententry_monthly_input_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "plan"], name="hr_repaymententry_plan"),
                    models.Index(fields=["partner", "person"], name="hr_repaymententry_person"),
                ],
            },
        ),
        run_sql("hr", "repayments"),
    ]
