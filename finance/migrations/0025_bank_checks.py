"""What each morning finds of every bank account."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0024_own_accounts"),
        ("partners", "0037_budgets"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("until", models.DateField(blank=True, help_text="The last day that statements cover", null=True)),
                ("bank", sharedservices.common.fields.MoneyField(help_text="Closing balance of the last statement")),
                ("ledger", sharedservices.common.fields.MoneyField(help_text="Balance of the cash account")),
                (
                    "explained",
                    sharedservices.common.fields.MoneyField(help_text="What lines without a match account for"),
                ),
                ("n_bank", models.IntegerField(help_text="Lines of statements without a match")),
                ("n_ledger", models.IntegerField(help_text="Lines of the ledger without a match")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("AGREES", "Agrees"),
                            ("EXPLAINED", "Open lines explain it"),
                            ("UNEXPLAINED", "Unexplained"),
                            ("LATE", "No statement"),
                        ],
                        max_length=11,
                    ),
                ),
                ("found_at", models.DateTimeField()),
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
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "on"], name="finance_bankcheck_on")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_bankcheck_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.AppendOnly(name="finance_bankcheck_append_only"),
                    models.UniqueConstraint(fields=("partner", "account", "on"), name="finance_bankcheck_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["AGREES", "EXPLAINED"]), _negated=True),
                            (
                                "bank",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("ledger"), "+", models.F("explained")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="finance_bankcheck_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "AGREES"), _negated=True),
                            models.Q(("explained", 0), ("n_bank", 0), ("n_ledger", 0)),
                            _connector="OR",
                        ),
                        name="finance_bankcheck_agrees",
                    ),
                    partners.fk.SamePartnerForeignKey(field="account", name="finance_bankcheck_account_same_partner"),
                ],
            },
        ),
    ]
