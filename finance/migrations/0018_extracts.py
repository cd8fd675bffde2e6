"""What auditors took of a ledger."""

import uuid

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
        ("finance", "0017_feeders"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerExtract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(help_text="Financial year that begins in April of it")),
                ("as_at", models.DateTimeField(help_text="Lines that were posted after it are not in")),
                ("n_journals", models.IntegerField()),
                ("n_lines", models.IntegerField()),
                ("debit", sharedservices.common.fields.MoneyField()),
                ("credit", sharedservices.common.fields.MoneyField()),
                ("lines_hash", models.CharField(help_text="SHA-256 of what no line ever changes", max_length=64)),
                ("file_hash", models.CharField(help_text="SHA-256 of the file as it was made", max_length=64)),
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
                "indexes": [
                    models.Index(fields=["partner", "legal_entity", "-year"], name="finance_ledgerextract_year")
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_ledgerextract_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_ledgerextract_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_ledgerextract_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(("debit__gte", 0), ("n_journals__gte", 0), ("n_lines__gte", 0)),
                        name="finance_ledgerextract_counts",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="finance_ledgerextract_legal_entity_same_partner"
                    ),
                ],
            },
        ),
    ]
