"""The accounts that legal entities hold at their banks."""

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
        ("finance", "0009_ledger_of_pay"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(help_text="As staff call it", max_length=60)),
                ("holder", models.CharField(help_text="As the bank has it on payments", max_length=18)),
                ("bank", models.CharField(max_length=60)),
                ("details", sharedservices.common.fields.SealedTextField(help_text="Sort code and account number")),
                ("fingerprint", sharedservices.common.fields.BlindIndexField()),
                ("last_four", models.CharField(max_length=4)),
                (
                    "service_user_number",
                    models.CharField(
                        blank=True,
                        help_text="Under which it sends Bacs payments; empty where it sends none",
                        max_length=6,
                    ),
                ),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
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
                (
                    "subjective",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="Its cash account in the ledger",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.subjective",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="finance_bankaccount_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="finance_bankaccount_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("details", "fingerprint"), name="finance_bankaccount_audited"),
                    models.UniqueConstraint(fields=("partner", "fingerprint"), name="finance_bankaccount_once"),
                    models.UniqueConstraint(
                        fields=("partner", "legal_entity", "subjective"), name="finance_bankaccount_own_cash_account"
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "legal_entity", "name"), name="finance_bankaccount_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service_user_number", ""), ("service_user_number__regex", "^\\d{6}$"), _connector="OR"
                        ),
                        name="finance_bankaccount_user_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="finance_bankaccount_closed_after",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="finance_bankaccount_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="subjective", name="finance_bankaccount_subjective_same_partner"
                    ),
                ],
            },
        ),
        run_sql("finance", "bank_accounts_guards"),
    ]
