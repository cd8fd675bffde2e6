"""Budgets, what they are decided by, and commitments."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import finance.states
import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0004_receivables"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fund",
            name="is_delegated",
            field=models.BooleanField(default=False, help_text="Schools decide about it: no virement touches it"),
        ),
        migrations.CreateModel(
            name="BudgetDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(help_text="The year in which the financial year begins")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORIGINAL", "Original budget"),
                            ("VIREMENT", "Virement"),
                            ("SUPPLEMENTARY", "Supplementary estimate"),
                            ("CARRY_FORWARD", "Carry-forward"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "is_permanent",
                    models.BooleanField(default=False, help_text="It stays in the base budget of later years"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "Draft"), ("APPLIED", "In force"), ("DISCARDED", "Discarded")],
                        default=finance.states.BudgetState["DRAFT"],
                        max_length=9,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                (
                    "members_reference",
                    models.CharField(
                        blank=True,
                        help_text="Where members, the commissioner or the fire authority decided it",
                        max_length=60,
                    ),
                ),
                (
                    "base_reference",
                    models.CharField(blank=True, help_text="Where a base budget was agreed for it", max_length=60),
                ),
                (
                    "override_reason",
                    models.CharField(
                        blank=True, help_text="Why a line goes below what is spent and committed", max_length=200
                    ),
                ),
                ("file_hash", models.CharField(blank=True, max_length=64)),
                ("prepared_human", models.UUIDField()),
                ("prepared_at", models.DateTimeField()),
                ("n_lines", models.IntegerField(default=0)),
                (
                    "total",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Sum of its lines: nought for a virement"
                    ),
                ),
                ("moved", sharedservices.common.fields.MoneyField(default=0, help_text="Sum of the lines that rise")),
                ("lines_hash", models.CharField(blank=True, help_text="SHA-256 over its lines", max_length=64)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_on",
                    models.DateField(blank=True, help_text="The day from which it is in the revised budget", null=True),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("EQUAL", "In twelve equal parts"),
                            ("PAYROLL", "As pay is spread"),
                            ("PRIOR_YEAR", "As last year was spent"),
                            ("MANUAL", "By hand"),
                        ],
                        default="EQUAL",
                        max_length=10,
                    ),
                ),
                ("annual", sharedservices.common.fields.MoneyField()),
                (
                    "profile",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=sharedservices.common.fields.MoneyField(),
                        help_text="Pounds of P01 to P12",
                        size=None,
                    ),
                ),
                ("narrative", models.CharField(blank=True, max_length=200)),
                (
                    "coding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.coding",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.budgetdecision",
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
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("source", models.CharField(help_text="The part of the system that ordered it", max_length=20)),
                ("reference", models.CharField(help_text="The number of the order there", max_length=64)),
                ("description", models.CharField(max_length=200)),
                (
                    "relieved_by",
                    models.CharField(
                        choices=[("RECEIPT", "At receipt"), ("INVOICE", "At invoice")], default="RECEIPT", max_length=7
                    ),
                ),
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
            },
        ),
        migrations.CreateModel(
            name="CommitmentBalance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("pre_committed", sharedservices.common.fields.MoneyField(default=0)),
                ("committed", sharedservices.common.fields.MoneyField(default=0)),
                (
                    "coding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.coding",
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
            },
        ),
        migrations.CreateModel(
            name="CommitmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("year", models.IntegerField(help_text="The financial year whose budget it takes")),
                ("pre_committed", sharedservices.common.fields.MoneyField(default=0)),
                ("committed", sharedservices.common.fields.MoneyField(default=0)),
                (
                    "coding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.coding",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.commitment",
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
            },
        ),
        migrations.CreateModel(
            name="CommitmentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("REQUISITION", "Requisition approved"),
                            ("DROP", "Requisition line deleted"),
                            ("ORDER", "Order issued"),
                            ("AMEND", "Order amended"),
                            ("RELIEF", "Received or invoiced"),
                            ("RETURN", "Returned to the supplier"),
                            ("CLOSE", "Closed"),
                            ("CARRY", "Carried into the next year"),
                        ],
                        max_length=11,
                    ),
                ),
                ("pre_committed", sharedservices.common.fields.MoneyField(default=0)),
                ("committed", sharedservices.common.fields.MoneyField(default=0)),
                ("on", models.DateField()),
                (
                    "key",
                    models.CharField(help_text="What may happen once: idempotency key, with the line", max_length=120),
                ),
                ("override_reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
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
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.commitmentline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "level",
                    models.CharField(choices=[("DIRECTORATE", "Directorate"), ("SERVICE", "Service")], max_length=11),
                ),
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=120)),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.servicearea",
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
            },
        ),
        migrations.CreateModel(
            name="CostCentrePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
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
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.servicearea",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetBalance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                (
                    "to_date",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=sharedservices.common.fields.MoneyField(),
                        help_text="Pounds up to P01, up to P02 …; the twelfth is the year",
                        size=None,
                    ),
                ),
                (
                    "coding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.coding",
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
                        name="finance_budgetbalance_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.UniqueConstraint(fields=("partner", "year", "coding"), name="finance_budgetbalance_once"),
                    partners.fk.SamePartnerForeignKey(field="coding", name="finance_budgetbalance_coding_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("number", models.IntegerField(help_text="The period that it is about")),
                ("text", models.CharField(max_length=500)),
                ("known_change", sharedservices.common.fields.MoneyField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
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
                "indexes": [
                    models.Index(
                        fields=["partner", "year", "cost_centre", "-number", "-id"], name="finance_budgetcomment_last"
                    )
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_budgetcomment_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_budgetcomment_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_budgetcomment_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="finance_budgetcomment_says"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 12)), name="finance_budgetcomment_month"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="cost_centre", name="finance_budgetcomment_cost_centre_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetControl",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("EMPLOYEES", "Employees"),
                            ("PREMISES", "Premises-related expenditure"),
                            ("TRANSPORT", "Transport-related expenditure"),
                            ("SUPPLIES", "Supplies and services"),
                            ("THIRD_PARTY", "Third party payments"),
                            ("TRANSFERS", "Transfer payments"),
                            ("SUPPORT", "Support services"),
                            ("DEPRECIATION", "Depreciation and impairment losses"),
                            ("CAPITAL", "Capital financing costs"),
                            ("INCOME", "Income"),
                            ("NON_CURRENT", "Non-current assets"),
                            ("INVESTMENTS", "Investments"),
                            ("DEBTORS", "Debtors"),
                            ("CASH", "Cash"),
                            ("CREDITORS", "Creditors"),
                            ("PROVISIONS", "Provisions"),
                            ("LONG_TERM", "Long-term liabilities"),
                            ("USABLE", "Usable reserves"),
                            ("UNUSABLE", "Unusable reserves"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("OFF", "No check"),
                            ("WARN", "Warns"),
                            ("HARD", "Refuses"),
                            ("HARD_OVER_TOLERANCE", "Refuses above a tolerance"),
                        ],
                        max_length=19,
                    ),
                ),
                ("tolerance", sharedservices.common.fields.MoneyField(default=0)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                        name="finance_budgetcontrol_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_budgetcontrol_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("group", "="), ("valid", "&&")],
                        name="finance_budgetcontrol_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tolerance__gte", 0)), name="finance_budgetcontrol_tolerance"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["OFF", "WARN", "HARD", "HARD_OVER_TOLERANCE"])),
                        name="finance_budgetcontrol_mode",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="budgetdecision",
            index=models.Index(fields=["partner", "legal_entity", "year", "state"], name="finance_budgetdecision_year"),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_budgetdecision_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=partners.rls.PartnerIsolation(
                name="finance_budgetdecision_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_budgetdecision_audited"),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "ORIGINAL"), ("state", "APPLIED")),
                fields=("partner", "legal_entity", "year"),
                name="finance_budgetdecision_one_original",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("file_hash", ""), _negated=True), models.Q(("state", "DISCARDED"), _negated=True)
                ),
                fields=("partner", "legal_entity", "year", "file_hash"),
                name="finance_budgetdecision_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "VIREMENT"), _negated=True), ("total", 0), _connector="OR"),
                name="finance_budgetdecision_virement_moves_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_permanent", False), ("kind", "VIREMENT"), _connector="OR"),
                name="finance_budgetdecision_permanent",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "APPLIED"), _negated=True),
                    models.Q(("kind__in", ["ORIGINAL", "SUPPLEMENTARY"]), _negated=True),
                    models.Q(("members_reference", ""), _negated=True),
                    _connector="OR",
                ),
                name="finance_budgetdecision_members_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("applied_at__isnull", False),
                        ("applied_by__isnull", False),
                        ("applied_on__isnull", False),
                        ("state", "APPLIED"),
                    ),
                    models.Q(
                        models.Q(("state", "APPLIED"), _negated=True),
                        ("applied_at__isnull", True),
                        ("applied_by__isnull", True),
                        ("applied_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_budgetdecision_applied",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("moved__gte", 0), ("n_lines__gte", 0)), name="finance_budgetdecision_totals"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetdecision",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_budgetdecision_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["partner", "coding", "decision"], name="finance_budgetline_coding"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_budgetline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("partner", "decision", "number"), name="finance_budgetline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("partner", "decision", "coding"), name="finance_budgetline_coding_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="decision", name="finance_budgetline_decision_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=partners.fk.SamePartnerForeignKey(field="coding", name="finance_budgetline_coding_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_commitment_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=partners.rls.PartnerIsolation(
                name="finance_commitment_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_commitment_audited"),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                fields=("partner", "source", "reference"), name="finance_commitment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_commitment_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentbalance",
            constraint=partners.rls.PartnerIsolation(
                name="finance_commitmentbalance_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentbalance",
            constraint=models.UniqueConstraint(
                fields=("partner", "year", "coding"), name="finance_commitmentbalance_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentbalance",
            constraint=partners.fk.SamePartnerForeignKey(
                field="coding", name="finance_commitmentbalance_coding_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="commitmentline",
            index=models.Index(fields=["partner", "coding", "year"], name="finance_commitmentline_coding"),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_commitmentline_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_commitmentline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=models.UniqueConstraint(
                fields=("partner", "commitment", "number", "year"), name="finance_commitmentline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("committed__gte", 0), ("pre_committed__gte", 0)),
                name="finance_commitmentline_not_below_nought",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="commitment", name="finance_commitmentline_commitment_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmentline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="coding", name="finance_commitmentline_coding_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="commitmententry",
            index=models.Index(fields=["partner", "line", "id"], name="finance_commitmententry_line"),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=partners.rls.PartnerIsolation(
                name="finance_commitmententry_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_commitmententry_audited"),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=partners.audit_ddl.AppendOnly(name="finance_commitmententry_append_only"),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=models.UniqueConstraint(fields=("partner", "key", "line"), name="finance_commitmententry_key"),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pre_committed", 0), _negated=True),
                    models.Q(("committed", 0), _negated=True),
                    _connector="OR",
                ),
                name="finance_commitmententry_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=partners.fk.SamePartnerForeignKey(
                field="line", name="finance_commitmententry_line_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_servicearea_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=partners.rls.PartnerIsolation(
                name="finance_servicearea_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_servicearea_audited"),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "code"), name="finance_servicearea_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "DIRECTORATE"), ("parent__isnull", True)),
                    models.Q(("level", "SERVICE"), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="finance_servicearea_two_levels",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_servicearea_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicearea",
            constraint=partners.fk.SamePartnerForeignKey(
                field="parent", name="finance_servicearea_parent_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="costcentreplace",
            constraint=partners.rls.PartnerIsolation(
                name="finance_costcentreplace_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="costcentreplace",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_costcentreplace_audited"),
        ),
        migrations.AddConstraint(
            model_name="costcentreplace",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("partner", "="), ("cost_centre", "="), ("valid", "&&")],
                name="finance_costcentreplace_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="costcentreplace",
            constraint=partners.fk.SamePartnerForeignKey(
                field="cost_centre", name="finance_costcentreplace_cost_centre_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="costcentreplace",
            constraint=partners.fk.SamePartnerForeignKey(
                field="service", name="finance_costcentreplace_service_same_partner"
            ),
        ),
    ]
