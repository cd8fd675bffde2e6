import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import payroll.states
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    initial = True

    dependencies = [
        ("hr", "0002_cost_split_adds_up"),
        ("partners", "0002_audit_guards"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("covers", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("contractual_pay_date", models.DateField()),
                (
                    "pay_date",
                    models.DateField(help_text="The contractual date, moved before weekends and bank holidays"),
                ),
                ("tax_year", models.CharField(max_length=7)),
                ("tax_period", models.IntegerField(help_text="Tax month, or tax week, of the pay date")),
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
                    "pay_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="payroll_payperiod_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="payroll_payperiod_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_payperiod_audited"),
                    models.UniqueConstraint(
                        fields=("partner", "pay_group", "pay_date"), name="payroll_payperiod_pay_date"
                    ),
                    models.UniqueConstraint(fields=("partner", "pay_group", "covers"), name="payroll_payperiod_once"),
                    models.CheckConstraint(
                        condition=models.Q(("pay_date__lte", models.F("contractual_pay_date"))),
                        name="payroll_payperiod_not_late",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="pay_group", name="payroll_payperiod_pay_group_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("REGULAR", "Regular"), ("SUPPLEMENTARY", "Supplementary")],
                        default="REGULAR",
                        max_length=15,
                    ),
                ),
                (
                    "number",
                    models.IntegerField(
                        default=1, help_text="1 for the regular run, then 2, 3 … for supplementary ones"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("CALCULATED", "Calculated"),
                            ("APPROVED", "Approved"),
                            ("RELEASED", "Released"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default=payroll.states.RunState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("is_calculating", models.BooleanField(default=False)),
                ("calculation", models.IntegerField(default=0, help_text="Counts the calculations of the run")),
                ("engine_version", models.CharField(blank=True, max_length=20)),
                ("rates_version", models.CharField(blank=True, max_length=64)),
                ("n_in", models.IntegerField(default=0)),
                ("n_calculated", models.IntegerField(default=0)),
                ("n_quarantined", models.IntegerField(default=0)),
                ("n_excluded", models.IntegerField(default=0)),
                ("gross", sharedservices.common.fields.MoneyField(default=0)),
                ("deductions", sharedservices.common.fields.MoneyField(default=0)),
                ("net", sharedservices.common.fields.MoneyField(default=0)),
                ("employer_cost", sharedservices.common.fields.MoneyField(default=0)),
                ("n_lines", models.IntegerField(default=0)),
                (
                    "results_hash",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 over the current payslips: what is approved is paid",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("processed_human", models.UUIDField(null=True)),
                ("calculation_started_at", models.DateTimeField(null=True)),
                ("processed_at", models.DateTimeField(null=True)),
                ("approved_human", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                ("released_human", models.UUIDField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
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
                (
                    "pay_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payperiod",
                    ),
                ),
                (
                    "processed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="payroll_payrun_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="payroll_payrun_isolation",
                        self_insert=False,
                        self_only_if="state = 'RELEASED'",
                        self_service="partner",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_payrun_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CANCELLED"), _negated=True),
                        fields=("partner", "period", "number"),
                        name="payroll_payrun_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", [payroll.states.RunState["DRAFT"], payroll.states.RunState["CANCELLED"]]),
                            ("is_calculating", True),
                            (
                                "n_in",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("n_calculated"), "+", models.F("n_quarantined")
                                    ),
                                    "+",
                                    models.F("n_excluded"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="payroll_payrun_counts_add_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    payroll.states.RunState["DRAFT"],
                                    payroll.states.RunState["CALCULATED"],
                                    payroll.states.RunState["CANCELLED"],
                                ],
                            ),
                            ("is_calculating", False),
                            _connector="OR",
                        ),
                        name="payroll_payrun_settled_is_not_calculating",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [payroll.states.RunState["APPROVED"], payroll.states.RunState["RELEASED"]],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("approved_human__isnull", False),
                                models.Q(("approved_human", models.F("processed_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payroll_payrun_approver_is_not_processor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", payroll.states.RunState["RELEASED"]), _negated=True),
                            models.Q(
                                ("released_human__isnull", False),
                                models.Q(("released_human", models.F("processed_human")), _negated=True),
                                models.Q(("released_human", models.F("approved_human")), _negated=True),
                                ("approved_hash", models.F("results_hash")),
                            ),
                            _connector="OR",
                        ),
                        name="payroll_payrun_releaser_is_third_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("gross"), "-", models.F("deductions")
                                ),
                            )
                        ),
                        name="payroll_payrun_net",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "REGULAR"), ("number", 1)),
                            models.Q(("kind", "SUPPLEMENTARY"), ("number__gt", 1)),
                            _connector="OR",
                        ),
                        name="payroll_payrun_kind",
                    ),
                    partners.fk.SamePartnerForeignKey(field="pay_group", name="payroll_payrun_pay_group_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="period", name="payroll_payrun_period_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "pay_group", "period"], name="payroll_payrun_period"),
                    models.Index(
                        condition=models.Q(("is_calculating", True)),
                        fields=["partner"],
                        name="payroll_payrun_calculating",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("line", models.CharField(blank=True, help_text="The line that it is about", max_length=100)),
                ("message", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("ANSWERED", "Answered")], default="OPEN", max_length=10
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "opened_by",
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="payroll_payquery_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="payroll_payquery_isolation",
                        self_insert=True,
                        self_only_if="EXISTS (\n  SELECT 1 FROM payroll_payslip s\n  WHERE s.partner_id = payroll_payquery.partner_id AND s.run_id = payroll_payquery.run_id\n    AND s.employment_id = payroll_payquery.employment_id AND s.person_id = payroll_payquery.person_id)",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_payquery_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True), ("state", "OPEN")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "ANSWERED"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payroll_payquery_answered_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_payquery_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="payroll_payquery_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_payquery_run_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "state", "opened_at"], name="payroll_payquery_open")],
            },
        ),
        migrations.CreateModel(
            name="PaymentListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("n_payments", models.IntegerField()),
                ("control_total", sharedservices.common.fields.MoneyField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_paymentlisting_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_paymentlisting_audited"),
                    partners.audit_ddl.AppendOnly(name="payroll_paymentlisting_append_only"),
                    models.UniqueConstraint(fields=("partner", "run"), name="payroll_paymentlisting_once"),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_paymentlisting_run_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaidInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "monthly_input",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_paidinput_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_paidinput_audited"),
                    partners.audit_ddl.AppendOnly(name="payroll_paidinput_append_only"),
                    models.UniqueConstraint(fields=("partner", "monthly_input"), name="payroll_paidinput_once"),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_paidinput_run_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="monthly_input", name="payroll_paidinput_monthly_input_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payslip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ytd_gross", sharedservices.common.fields.MoneyField()),
                ("ytd_taxable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_niable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_pensionable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_tax", sharedservices.common.fields.MoneyField()),
                ("ytd_employee_ni", sharedservices.common.fields.MoneyField()),
                ("ytd_employer_ni", sharedservices.common.fields.MoneyField()),
                ("ytd_at_lel", sharedservices.common.fields.MoneyField()),
                ("ytd_lel_to_pt", sharedservices.common.fields.MoneyField()),
                ("ytd_pt_to_uel", sharedservices.common.fields.MoneyField()),
                ("ytd_student_loan", sharedservices.common.fields.MoneyField()),
                ("ytd_postgraduate_loan", sharedservices.common.fields.MoneyField()),
                ("ytd_employee_pension", sharedservices.common.fields.MoneyField()),
                ("ytd_employer_pension", sharedservices.common.fields.MoneyField()),
                ("ytd_other_deductions", sharedservices.common.fields.MoneyField()),
                ("ytd_net", sharedservices.common.fields.MoneyField()),
                ("version", models.IntegerField()),
                ("gross", sharedservices.common.fields.MoneyField()),
                ("benefits", sharedservices.common.fields.MoneyField()),
                ("taxable_pay", sharedservices.common.fields.MoneyField()),
                ("niable_pay", sharedservices.common.fields.MoneyField()),
                ("pensionable_pay", sharedservices.common.fields.MoneyField()),
                ("tax", sharedservices.common.fields.MoneyField()),
                ("employee_ni", sharedservices.common.fields.MoneyField()),
                ("employer_ni", sharedservices.common.fields.MoneyField()),
                ("at_lel", sharedservices.common.fields.MoneyField()),
                ("lel_to_pt", sharedservices.common.fields.MoneyField()),
                ("pt_to_uel", sharedservices.common.fields.MoneyField()),
                ("student_loan", sharedservices.common.fields.MoneyField()),
                ("postgraduate_loan", sharedservices.common.fields.MoneyField()),
                ("employee_pension", sharedservices.common.fields.MoneyField()),
                ("employer_pension", sharedservices.common.fields.MoneyField()),
                ("other_deductions", sharedservices.common.fields.MoneyField()),
                ("net", sharedservices.common.fields.MoneyField()),
                ("employer_cost", sharedservices.common.fields.MoneyField()),
                ("tax_code", models.CharField(max_length=12)),
                ("ni_category", models.CharField(max_length=1)),
                ("findings", models.TextField(default="[]")),
                ("inputs", models.TextField(help_text="The frozen inputs, as payroll.engine.serialise writes them")),
                ("engine_version", models.CharField(max_length=20)),
                ("rates_version", models.CharField(max_length=64)),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="payroll_payslip_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="payroll_payslip_isolation",
                        self_insert=False,
                        self_only_if="EXISTS (\n  SELECT 1 FROM payroll_payrun r\n  JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id\n  JOIN payroll_runmember m ON m.partner_id = r.partner_id AND m.run_id = r.id\n  WHERE r.partner_id = payroll_payslip.partner_id AND r.id = payroll_payslip.run_id AND r.state = 'RELEASED'\n    AND p.pay_date <= (now() AT TIME ZONE 'Europe/London')::date\n    AND m.employment_id = payroll_payslip.employment_id AND m.version = payroll_payslip.version)",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.AppendOnly(name="payroll_payslip_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "run", "employment", "version"), name="payroll_payslip_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("gross"), "-", models.F("tax")
                                                    ),
                                                    "-",
                                                    models.F("employee_ni"),
                                                ),
                                                "-",
                                                models.F("student_loan"),
                                            ),
                                            "-",
                                            models.F("postgraduate_loan"),
                                        ),
                                        "-",
                                        models.F("employee_pension"),
                                    ),
                                    "-",
                                    models.F("other_deductions"),
                                ),
                            )
                        ),
                        name="payroll_payslip_net",
                    ),
                    models.CheckConstraint(condition=models.Q(("net__gte", 0)), name="payroll_payslip_not_negative"),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_payslip_run_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="payroll_payslip_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_payslip_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "employment", "run"], name="payroll_payslip_employment")],
            },
        ),
        migrations.CreateModel(
            name="RunBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("calculation", models.IntegerField()),
                ("seq", models.IntegerField()),
                ("first_person_id", models.BigIntegerField()),
                ("last_person_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("READY", "Waiting"), ("DONE", "Done"), ("FAILED", "Failed")],
                        default="READY",
                        max_length=6,
                    ),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=100)),
                ("claimed_at", models.DateTimeField(help_text="By the database’s clock", null=True)),
                ("error", models.TextField(blank=True)),
                ("n_in", models.IntegerField()),
                ("n_calculated", models.IntegerField(default=0)),
                ("n_quarantined", models.IntegerField(default=0)),
                ("n_excluded", models.IntegerField(default=0)),
                ("timings", models.JSONField(default=dict, help_text="Microseconds: read, calculate, write")),
                ("done_at", models.DateTimeField(null=True)),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_runbatch_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "run", "calculation", "seq"), name="payroll_runbatch_seq"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DONE"), _negated=True),
                            (
                                "n_in",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("n_calculated"), "+", models.F("n_quarantined")
                                    ),
                                    "+",
                                    models.F("n_excluded"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="payroll_runbatch_counts_add_up",
                    ),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_runbatch_run_same_partner"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "READY")),
                        fields=["partner", "run", "calculation", "seq"],
                        name="payroll_runbatch_ready",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RunElementTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("n_payslips", models.IntegerField()),
                ("amount", sharedservices.common.fields.MoneyField()),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_runelementtotal_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "run", "section", "code", "name"), name="payroll_runelementtotal_once"
                    ),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_runelementtotal_run_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PENDING", "Waiting"),
                            ("CALCULATED", "Calculated"),
                            ("QUARANTINED", "Quarantined"),
                            ("EXCLUDED", "Excluded"),
                        ],
                        default="PENDING",
                        max_length=12,
                    ),
                ),
                ("version", models.IntegerField(default=0, help_text="The payslip version that counts; 0 for none")),
                ("code", models.CharField(blank=True, help_text="Why it is in quarantine or excluded", max_length=40)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("field", models.CharField(blank=True, max_length=60)),
                ("remedy", models.CharField(blank=True, max_length=500)),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_runmember_isolation",
                        self_insert=False,
                        self_only_if="run_id IN (SELECT id FROM payroll_payrun)",
                        self_service="person_id",
                    ),
                    models.UniqueConstraint(fields=("partner", "run", "employment"), name="payroll_runmember_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "CALCULATED"), _negated=True), ("version__gt", 0), _connector="OR"
                        ),
                        name="payroll_runmember_calculated_has_payslip",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["QUARANTINED", "EXCLUDED"]), _negated=True),
                            models.Q(("message", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="payroll_runmember_says_why",
                    ),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_runmember_run_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="payroll_runmember_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_runmember_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "run", "person"], name="payroll_runmember_person")],
            },
        ),
        migrations.CreateModel(
            name="RunTransition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("from_state", models.CharField(max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
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
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_runtransition_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="payroll_runtransition_audited"),
                    partners.audit_ddl.AppendOnly(name="payroll_runtransition_append_only"),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_runtransition_run_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "run"], name="payroll_runtransition_run")],
            },
        ),
        migrations.CreateModel(
            name="YearToDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ytd_gross", sharedservices.common.fields.MoneyField()),
                ("ytd_taxable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_niable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_pensionable_pay", sharedservices.common.fields.MoneyField()),
                ("ytd_tax", sharedservices.common.fields.MoneyField()),
                ("ytd_employee_ni", sharedservices.common.fields.MoneyField()),
                ("ytd_employer_ni", sharedservices.common.fields.MoneyField()),
                ("ytd_at_lel", sharedservices.common.fields.MoneyField()),
                ("ytd_lel_to_pt", sharedservices.common.fields.MoneyField()),
                ("ytd_pt_to_uel", sharedservices.common.fields.MoneyField()),
                ("ytd_student_loan", sharedservices.common.fields.MoneyField()),
                ("ytd_postgraduate_loan", sharedservices.common.fields.MoneyField()),
                ("ytd_employee_pension", sharedservices.common.fields.MoneyField()),
                ("ytd_employer_pension", sharedservices.common.fields.MoneyField()),
                ("ytd_other_deductions", sharedservices.common.fields.MoneyField()),
                ("ytd_net", sharedservices.common.fields.MoneyField()),
                ("tax_year", models.CharField(max_length=7)),
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
                    "last_run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
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
                        name="payroll_yeartodate_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "employment", "tax_year"), name="payroll_yeartodate_once"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="payroll_yeartodate_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_yeartodate_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="last_run", name="payroll_yeartodate_last_run_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person", "tax_year"], name="payroll_yeartodate_person")],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", sharedservices.common.fields.MoneyField()),
                ("holder", models.CharField(max_length=100)),
                ("last_four", models.CharField(max_length=4)),
                ("fingerprint", models.CharField(max_length=64)),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_payment_isolation",
                        self_insert=False,
                        self_only_if="EXISTS (\n  SELECT 1 FROM payroll_payslip s\n  WHERE s.partner_id = payroll_payment.partner_id AND s.run_id = payroll_payment.run_id\n    AND s.employment_id = payroll_payment.employment_id)",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.AppendOnly(name="payroll_payment_append_only"),
                    models.UniqueConstraint(fields=("partner", "run", "employment"), name="payroll_payment_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payroll_payment_positive"),
                    partners.fk.SamePartnerForeignKey(field="run", name="payroll_payment_run_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="payroll_payment_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="payroll_payment_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayslipInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "monthly_input",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                    "payslip",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payslip",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_payslipinput_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.AppendOnly(name="payroll_payslipinput_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "payslip", "monthly_input"), name="payroll_payslipinput_once"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="payslip", name="payroll_payslipinput_payslip_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="monthly_input", name="payroll_payslipinput_monthly_input_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayslipLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "payslip_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("section", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("units", sharedservices.common.fields.HoursField(null=True)),
                ("rate", sharedservices.common.fields.MoneyField(null=True)),
                ("amount", sharedservices.common.fields.MoneyField()),
                ("hours_varying", models.BooleanField()),
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
                    "payslip",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.payslip",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="payroll_payslipline_isolation",
                        self_insert=False,
                        self_only_if="payslip_id IN (SELECT id FROM payroll_payslip)",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.AppendOnly(name="payroll_payslipline_append_only"),
                    partners.fk.SamePartnerForeignKey(field="payslip", name="payroll_payslipline_payslip_same_partner"),
                ],
            },
        ),
    ]
