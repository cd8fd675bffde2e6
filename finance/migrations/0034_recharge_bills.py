"""Recharges as invoices of both sides: bills of shares, and invoices that go to a partner electronically."""

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
        ("finance", "0033_sampling"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RechargeBill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "instalment",
                    models.CharField(
                        choices=[
                            ("Q1", "April to June"),
                            ("Q2", "July to September"),
                            ("Q3", "October to December"),
                            ("Q4", "January to March"),
                            ("TRUE_UP", "True-up"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "up_to_now",
                    sharedservices.common.fields.MoneyField(
                        help_text="What the share comes to up to this instalment, with what it costs to set up"
                    ),
                ),
                (
                    "before",
                    sharedservices.common.fields.MoneyField(
                        help_text="What was billed of it before, less what was credited"
                    ),
                ),
                (
                    "pounds",
                    sharedservices.common.fields.MoneyField(help_text="Without VAT; below nought it is given back"),
                ),
                (
                    "vat_reference",
                    models.CharField(help_text="The tax adviser’s decision that the VAT code rests on", max_length=120),
                ),
                ("drafted_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="invoiceenvelope",
            name="finance_invoiceenvelope_isolation",
        ),
        migrations.RemoveConstraint(
            model_name="invoiceenvelope",
            name="finance_invoiceenvelope_taken",
        ),
        migrations.AddField(
            model_name="customer",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                help_text="The partner that this customer is: it gets its invoices electronically",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.partner",
            ),
        ),
        migrations.AddField(
            model_name="invoiceenvelope",
            name="answered_at",
            field=models.DateTimeField(blank=True, help_text="When they said so", null=True),
        ),
        migrations.AddField(
            model_name="invoiceenvelope",
            name="sales_invoice",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.salesinvoice",
            ),
        ),
        migrations.AddField(
            model_name="invoiceenvelope",
            name="words",
            field=models.CharField(blank=True, help_text="What they dispute, or why they returned it", max_length=500),
        ),
        migrations.AlterField(
            model_name="invoiceenvelope",
            name="state",
            field=models.CharField(
                choices=[
                    ("SENT", "Sent"),
                    ("TAKEN", "Taken in there"),
                    ("DISPUTED", "Disputed there"),
                    ("RETURNED", "Returned"),
                ],
                default="SENT",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_costshare_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stands_for__isnull", True),
                    models.Q(("kind", "PUBLIC_BODY"), models.Q(("stands_for", models.F("partner")), _negated=True)),
                    _connector="OR",
                ),
                name="finance_customer_stands_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceenvelope",
            constraint=partners.rls.PartnerIsolation(
                name="finance_invoiceenvelope_isolation",
                reader="to_partner_id",
                reader_if="true",
                self_insert=False,
                self_only_if="",
                self_service=None,
                signer_if=("state IN ('SENT', 'TAKEN', 'DISPUTED')", "state IN ('TAKEN', 'DISPUTED', 'RETURNED')"),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceenvelope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "SENT"), ("taken_at__isnull", True)),
                    models.Q(models.Q(("state", "SENT"), _negated=True), ("taken_at__isnull", False)),
                    _connector="OR",
                ),
                name="finance_invoiceenvelope_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceenvelope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("state__in", ["DISPUTED", "RETURNED"]),
                        models.Q(("words", ""), _negated=True),
                    ),
                    ("state", "TAKEN"),
                    models.Q(("answered_at__isnull", True), ("state", "SENT"), ("words", "")),
                    _connector="OR",
                ),
                name="finance_invoiceenvelope_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceenvelope",
            constraint=models.UniqueConstraint(
                fields=("partner", "sales_invoice"), name="finance_invoiceenvelope_issued_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceenvelope",
            constraint=partners.fk.SamePartnerForeignKey(
                field="sales_invoice", name="finance_invoiceenvelope_sales_invoice_same_partner"
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="drafted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="invoice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.salesinvoice",
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="pool",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.costpool",
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="share",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.costshare",
            ),
        ),
        migrations.AddField(
            model_name="rechargebill",
            name="to_partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddIndex(
            model_name="rechargebill",
            index=models.Index(fields=["partner", "pool", "to_partner"], name="finance_rechargebill_of"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.rls.PartnerIsolation(
                name="finance_rechargebill_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_rechargebill_audited"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.audit_ddl.AppendOnly(name="finance_rechargebill_append_only"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=models.UniqueConstraint(fields=("partner", "invoice"), name="finance_rechargebill_once"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("before__gte", 0),
                    (
                        "pounds",
                        django.db.models.expressions.CombinedExpression(models.F("up_to_now"), "-", models.F("before")),
                    ),
                    ("up_to_now__gte", 0),
                    models.Q(("pounds", 0), _negated=True),
                ),
                name="finance_rechargebill_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=models.CheckConstraint(
                condition=models.Q(("vat_reference", ""), _negated=True), name="finance_rechargebill_vat"
            ),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_partner", models.F("partner")), _negated=True),
                name="finance_rechargebill_two_partners",
            ),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.fk.SamePartnerForeignKey(field="pool", name="finance_rechargebill_pool_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.fk.SamePartnerForeignKey(field="share", name="finance_rechargebill_share_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="rechargebill",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_rechargebill_invoice_same_partner"
            ),
        ),
        migrations.AlterField(
            model_name="supplierinvoice",
            name="no_order",
            field=models.CharField(
                blank=True,
                choices=[
                    ("UTILITIES", "Gas, electricity, water, telephone"),
                    ("RATES", "Business rates"),
                    ("LEGAL", "Legal settlement or court fee"),
                    ("RENT", "Rent under a lease"),
                    ("SUBSCRIPTION", "Subscription to a body"),
                    ("STATUTORY", "Levy or statutory fee"),
                    ("CARE", "Care placement with an agreement of its own"),
                    ("EMERGENCY", "Emergency out of hours"),
                    ("AGREEMENT", "Agreement between partners"),
                ],
                max_length=12,
            ),
        ),
        run_sql("finance", "recharge_bills"),
    ]
