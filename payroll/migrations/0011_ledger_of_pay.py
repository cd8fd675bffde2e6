"""Released runs stand in the ledger: posted once, paid once, and what went to suspense."""

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
        ("finance", "0009_ledger_of_pay"),
        ("partners", "0034_limited_access"),
        ("payroll", "0010_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerPosting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("COST", "Cost and creditors"), ("PAYMENT", "Payment of net pay")], max_length=7
                    ),
                ),
                (
                    "levy",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="What the run added to the apprenticeship levy"
                    ),
                ),
                ("posted_at", models.DateTimeField()),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
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
                    "posted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            },
        ),
        migrations.CreateModel(
            name="Suspended",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=60)),
                ("subjective", models.CharField(max_length=5)),
                ("cost_centre", models.CharField(blank=True, max_length=20)),
                ("amount", sharedservices.common.fields.MoneyField(help_text="Debits above, credits below nought")),
                ("n_people", models.IntegerField()),
                ("why", models.CharField(max_length=300)),
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
                    "posting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.ledgerposting",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="payroll_ledgerposting_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=partners.rls.PartnerIsolation(
                name="payroll_ledgerposting_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=partners.audit_ddl.Audited(hide=(), name="payroll_ledgerposting_audited"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=partners.audit_ddl.AppendOnly(name="payroll_ledgerposting_append_only"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=models.UniqueConstraint(fields=("partner", "run", "kind"), name="payroll_ledgerposting_once"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=models.UniqueConstraint(fields=("partner", "journal"), name="payroll_ledgerposting_journal"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "COST"), ("levy", 0), _connector="OR"), name="payroll_ledgerposting_levy"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="payroll_ledgerposting_run_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="ledgerposting",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="payroll_ledgerposting_journal_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="suspended",
            index=models.Index(fields=["partner", "posting"], name="payroll_suspended_posting"),
        ),
        migrations.AddConstraint(
            model_name="suspended",
            constraint=partners.rls.PartnerIsolation(
                name="payroll_suspended_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="suspended",
            constraint=partners.audit_ddl.AppendOnly(name="payroll_suspended_append_only"),
        ),
        migrations.AddConstraint(
            model_name="suspended",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="payroll_suspended_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspended",
            constraint=partners.fk.SamePartnerForeignKey(
                field="posting", name="payroll_suspended_posting_same_partner"
            ),
        ),
    ]
