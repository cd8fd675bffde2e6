"""Statements of the bank, their matches with the ledger, and reconciliations."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
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
        ("finance", "0014_payment_runs_guards"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankReconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Signed by its preparer"),
                            ("REVIEWED", "Signed by both"),
                            ("RETURNED", "Sent back"),
                        ],
                        default="PREPARED",
                        max_length=8,
                    ),
                ),
                ("ledger", sharedservices.common.fields.MoneyField(help_text="Balance of the cash account")),
                (
                    "unpresented",
                    sharedservices.common.fields.MoneyField(help_text="Payments that the bank has not paid yet"),
                ),
                (
                    "not_credited",
                    sharedservices.common.fields.MoneyField(help_text="Lodgements that the bank has not credited yet"),
                ),
                (
                    "credits",
                    sharedservices.common.fields.MoneyField(help_text="What came in and is not in the ledger yet"),
                ),
                (
                    "charges",
                    sharedservices.common.fields.MoneyField(help_text="What went out and is not in the ledger yet"),
                ),
                ("bank", sharedservices.common.fields.MoneyField(help_text="Balance of the statement")),
                ("items", models.JSONField(help_text="Each item with its day, words, amount, owner and note")),
                ("content_hash", models.CharField(help_text="SHA-256 over sums, items and matches", max_length=64)),
                ("prepared_human", models.UUIDField()),
                ("prepared_at", models.DateTimeField()),
                ("reviewed_human", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankaccount",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("REFERENCE", "Same reference and amount"),
                            ("AMOUNT", "Same amount, within three days"),
                            ("BATCH", "Total of a batch"),
                            ("NARRATIVE", "Rule by narrative"),
                            ("MANUAL", "By hand"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("MATCHED", "Matched"),
                            ("RECONCILED", "Reconciled"),
                            ("UNDONE", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_human", models.UUIDField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankreconciliation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(help_text="In the narrative, in capitals or not", max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("CHARGES", "Bank charges"), ("INTEREST", "Interest"), ("OTHER", "Other")],
                        max_length=8,
                    ),
                ),
                ("subjective", models.CharField(max_length=5)),
                ("cost_centre", models.CharField(blank=True, max_length=20)),
                ("is_automatic", models.BooleanField(default=False, help_text="Posted without anybody looking")),
                ("most", sharedservices.common.fields.MoneyField(help_text="The largest amount that it is for")),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("agreed_human", models.UUIDField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(help_text="As the bank numbers it", max_length=35)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("opening", sharedservices.common.fields.MoneyField()),
                ("closing", sharedservices.common.fields.MoneyField()),
                ("n_lines", models.IntegerField()),
                ("source", models.CharField(choices=[("CAMT", "CAMT.053"), ("CSV", "CSV file")], max_length=4)),
                ("file_hash", models.CharField(help_text="SHA-256 of the file", max_length=64)),
                ("loaded_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "loaded_by",
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
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankstatement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("booked_on", models.DateField()),
                ("value_on", models.DateField()),
                ("amount", sharedservices.common.fields.MoneyField()),
                (
                    "charges",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="What the bank kept of a card settlement"
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("narrative", models.CharField(blank=True, max_length=200)),
                ("bank_reference", models.CharField(blank=True, max_length=35)),
                ("line_hash", models.CharField(help_text="SHA-256 over what it says", max_length=64)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankaccount",
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
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankstatement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("columns", models.JSONField(help_text="Our name of a column, and the heading that the bank gives it")),
                ("made_at", models.DateTimeField()),
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
                    partners.rls.PartnerIsolation(
                        name="finance_banklayout_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_banklayout_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_banklayout_append_only"),
                    models.UniqueConstraint(fields=("partner", "name"), name="finance_banklayout_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankItemNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "journal_line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalline",
                    ),
                ),
                (
                    "owner",
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
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankline",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "line", "-id"], name="finance_bankitemnote_line"),
                    models.Index(fields=["partner", "journal_line", "-id"], name="finance_bankitemnote_ledger"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_bankitemnote_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_bankitemnote_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_bankitemnote_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("journal_line__isnull", True), ("line__isnull", False)),
                            models.Q(("journal_line__isnull", False), ("line__isnull", True)),
                            _connector="OR",
                        ),
                        name="finance_bankitemnote_side",
                    ),
                    partners.fk.SamePartnerForeignKey(field="line", name="finance_bankitemnote_line_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="journal_line", name="finance_bankitemnote_journal_line_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankMatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(help_text="Above nought came in, below nought went out"),
                ),
                ("is_live", models.BooleanField(default=True, help_text="Until the match is undone")),
                (
                    "journal_line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalline",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankline",
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankmatch",
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
                "indexes": [models.Index(fields=["partner", "match"], name="finance_bankmatchline_match")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_bankmatchline_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("journal_line__isnull", True), ("line__isnull", False)),
                            models.Q(("journal_line__isnull", False), ("line__isnull", True)),
                            _connector="OR",
                        ),
                        name="finance_bankmatchline_side",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("partner", "line"),
                        name="finance_bankmatchline_bank_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("partner", "journal_line"),
                        name="finance_bankmatchline_ledger_once",
                    ),
                    partners.fk.SamePartnerForeignKey(field="match", name="finance_bankmatchline_match_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="line", name="finance_bankmatchline_line_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="journal_line", name="finance_bankmatchline_journal_line_same_partner"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_bankreconciliation_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=partners.rls.PartnerIsolation(
                name="finance_bankreconciliation_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_bankreconciliation_audited"),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "RETURNED"), _negated=True),
                fields=("partner", "account", "period"),
                name="finance_bankrec_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "bank",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("ledger"), "+", models.F("unpresented")
                                    ),
                                    "-",
                                    models.F("not_credited"),
                                ),
                                "+",
                                models.F("credits"),
                            ),
                            "-",
                            models.F("charges"),
                        ),
                    )
                ),
                name="finance_bankrec_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("charges__gte", 0), ("credits__gte", 0), ("not_credited__gte", 0), ("unpresented__gte", 0)
                ),
                name="finance_bankrec_sides",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("returned_reason", ""),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                        ("reviewed_human__isnull", True),
                        ("state", "PREPARED"),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_human__isnull", False),
                        ("state__in", ["REVIEWED", "RETURNED"]),
                        models.Q(("reviewed_human", models.F("prepared_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_bankrec_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RETURNED"), models.Q(("returned_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "RETURNED"), _negated=True), ("returned_reason", "")),
                    _connector="OR",
                ),
                name="finance_bankrec_returned_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_bankreconciliation_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreconciliation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="period", name="finance_bankreconciliation_period_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="bankmatch",
            index=models.Index(fields=["partner", "account", "state"], name="finance_bankmatch_state"),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_bankmatch_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=partners.rls.PartnerIsolation(
                name="finance_bankmatch_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_bankmatch_audited"),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "UNDONE"),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undone_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "UNDONE"), _negated=True),
                        ("undone_at__isnull", True),
                        ("undone_by__isnull", True),
                        ("undone_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="finance_bankmatch_undone_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                        ("confirmed_human__isnull", True),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("confirmed_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_bankmatch_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by__isnull", True), ("state", "PROPOSED")),
                    ("state", "UNDONE"),
                    models.Q(("confirmed_by__isnull", False), ("state__in", ["MATCHED", "RECONCILED"])),
                    _connector="OR",
                ),
                name="finance_bankmatch_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reconciliation__isnull", False), ("state", "RECONCILED")),
                    models.Q(models.Q(("state", "RECONCILED"), _negated=True), ("reconciliation__isnull", True)),
                    _connector="OR",
                ),
                name="finance_bankmatch_of_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_bankmatch_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=partners.fk.SamePartnerForeignKey(
                field="reconciliation", name="finance_bankmatch_reconciliation_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=partners.rls.PartnerIsolation(
                name="finance_bankrule_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_bankrule_audited"),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gt", 0), models.Q(("words", ""), _negated=True)),
                name="finance_bankrule_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_automatic", False), ("kind__in", ["CHARGES", "INTEREST"]), _connector="OR"),
                name="finance_bankrule_automatic",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True), ("agreed_human__isnull", True)),
                    models.Q(
                        ("agreed_at__isnull", False),
                        ("agreed_by__isnull", False),
                        ("agreed_human__isnull", False),
                        models.Q(("agreed_human", models.F("made_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_bankrule_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_bankrule_ended_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankrule",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_bankrule_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_bankstatement_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=partners.rls.PartnerIsolation(
                name="finance_bankstatement_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_bankstatement_audited"),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=partners.audit_ddl.AppendOnly(name="finance_bankstatement_append_only"),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("partner", "account", "number"), name="finance_bankstatement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("partner", "account", "previous"), name="finance_bankstatement_follows", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on")), ("n_lines__gte", 0)),
                name="finance_bankstatement_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_bankstatement_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="previous", name="finance_bankstatement_previous_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["partner", "account", "booked_on"], name="finance_bankline_days"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_bankline_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_bankline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=partners.audit_ddl.AppendOnly(name="finance_bankline_append_only"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                fields=("partner", "statement", "number"), name="finance_bankline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                fields=("partner", "statement", "line_hash"), name="finance_bankline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("amount", 0), _negated=True), ("charges__gte", 0)),
                name="finance_bankline_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="statement", name="finance_bankline_statement_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=partners.fk.SamePartnerForeignKey(field="account", name="finance_bankline_account_same_partner"),
        ),
        run_sql("finance", "bank_guards"),
    ]
