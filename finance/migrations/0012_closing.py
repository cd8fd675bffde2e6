"""Reconciliations of control accounts, and what a month is closed by."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import finance.states
import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0011_recharges"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosingOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "module",
                    models.CharField(
                        choices=[
                            ("GL", "General ledger"),
                            ("AP", "Accounts payable"),
                            ("AR", "Accounts receivable"),
                            ("PAYROLL", "Payroll"),
                            ("BANK", "Bank"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("human", models.UUIDField()),
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "module",
                    models.CharField(
                        choices=[
                            ("GL", "General ledger"),
                            ("AP", "Accounts payable"),
                            ("AR", "Accounts receivable"),
                            ("PAYROLL", "Payroll"),
                            ("BANK", "Bank"),
                        ],
                        max_length=8,
                    ),
                ),
                ("action", models.CharField(max_length=12)),
                ("task", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=160)),
                ("is_met", models.BooleanField()),
                ("words", models.CharField(blank=True, max_length=300)),
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.period",
                    ),
                ),
                (
                    "override",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.closingoverride",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosingStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("task", models.CharField(max_length=40)),
                ("is_done", models.BooleanField()),
                ("words", models.CharField(max_length=300)),
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("SIGNED", "Signed"),
                            ("REVIEWED", "Reviewed"),
                            ("RETURNED", "Returned"),
                        ],
                        default=finance.states.ReconciliationState["OPEN"],
                        max_length=8,
                    ),
                ),
                ("ledger", sharedservices.common.fields.MoneyField(default=0)),
                ("subledger", sharedservices.common.fields.MoneyField(default=0)),
                ("explained", sharedservices.common.fields.MoneyField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("prepared_human", models.UUIDField(blank=True, null=True)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_human", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, help_text="The reviewer’s", max_length=300)),
                (
                    "begun_by",
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.period",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subjective",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.subjective",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReconciliationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("ITEM", "Item of the register"), ("EXPLAINED", "Difference explained")], max_length=9
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("words", models.CharField(max_length=200)),
                ("arose_on", models.DateField()),
                ("amount", sharedservices.common.fields.MoneyField()),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="Which sort of document, by the register of controls", max_length=20
                    ),
                ),
                ("document", models.CharField(blank=True, help_text="Its public id", max_length=64)),
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
                    "reconciliation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.reconciliation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="closingoverride",
            index=models.Index(fields=["partner", "period", "module", "id"], name="finance_closingoverride_last"),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_closingoverride_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=partners.rls.PartnerIsolation(
                name="finance_closingoverride_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_closingoverride_audited"),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=partners.audit_ddl.AppendOnly(name="finance_closingoverride_append_only"),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="finance_closingoverride_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="closingoverride",
            constraint=partners.fk.SamePartnerForeignKey(
                field="period", name="finance_closingoverride_period_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="closingcheck",
            index=models.Index(fields=["partner", "period", "module", "id"], name="finance_closingcheck_of"),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=partners.rls.PartnerIsolation(
                name="finance_closingcheck_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_closingcheck_audited"),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=partners.audit_ddl.AppendOnly(name="finance_closingcheck_append_only"),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_met", True), ("override__isnull", False), _connector="OR"),
                name="finance_closingcheck_met",
            ),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=partners.fk.SamePartnerForeignKey(
                field="period", name="finance_closingcheck_period_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="closingcheck",
            constraint=partners.fk.SamePartnerForeignKey(
                field="override", name="finance_closingcheck_override_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="closingstatement",
            index=models.Index(fields=["partner", "period", "task", "id"], name="finance_closingstatement_last"),
        ),
        migrations.AddConstraint(
            model_name="closingstatement",
            constraint=partners.rls.PartnerIsolation(
                name="finance_closingstatement_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="closingstatement",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_closingstatement_audited"),
        ),
        migrations.AddConstraint(
            model_name="closingstatement",
            constraint=partners.audit_ddl.AppendOnly(name="finance_closingstatement_append_only"),
        ),
        migrations.AddConstraint(
            model_name="closingstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="finance_closingstatement_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="closingstatement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="period", name="finance_closingstatement_period_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_reconciliation_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=partners.rls.PartnerIsolation(
                name="finance_reconciliation_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_reconciliation_audited"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                fields=("partner", "period", "subjective", "version"), name="finance_reconciliation_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", finance.states.ReconciliationState["OPEN"])),
                fields=("partner", "period", "subjective"),
                name="finance_reconciliation_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prepared_at__isnull", True),
                        ("prepared_by__isnull", True),
                        ("prepared_human__isnull", True),
                        ("state", finance.states.ReconciliationState["OPEN"]),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.ReconciliationState["OPEN"]), _negated=True),
                        (
                            "ledger",
                            django.db.models.expressions.CombinedExpression(
                                models.F("subledger"), "+", models.F("explained")
                            ),
                        ),
                        ("prepared_at__isnull", False),
                        ("prepared_by__isnull", False),
                        ("prepared_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_reconciliation_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                        ("reviewed_human__isnull", True),
                        (
                            "state__in",
                            [finance.states.ReconciliationState["OPEN"], finance.states.ReconciliationState["SIGNED"]],
                        ),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_human__isnull", False),
                        (
                            "state__in",
                            [
                                finance.states.ReconciliationState["REVIEWED"],
                                finance.states.ReconciliationState["RETURNED"],
                            ],
                        ),
                        models.Q(("reviewed_human", models.F("prepared_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_reconciliation_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", finance.states.ReconciliationState["RETURNED"]), _negated=True),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="finance_reconciliation_returned_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="period", name="finance_reconciliation_period_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="subjective", name="finance_reconciliation_subjective_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliationitem",
            index=models.Index(fields=["partner", "reconciliation", "id"], name="finance_reconciliationitem_of"),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=partners.rls.PartnerIsolation(
                name="finance_reconciliationitem_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="finance_reconciliationitem_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="finance_reconciliationitem_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=partners.fk.SamePartnerForeignKey(
                field="reconciliation", name="finance_reconciliationitem_reconciliation_same_partner"
            ),
        ),
        run_sql("finance", "closing_guards"),
    ]
