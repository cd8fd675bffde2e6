"""Claims for late payment: an invoice of their own, once for what was paid late."""

import django.db.models.deletion
from django.db import migrations, models

import partners.fk
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0029_vat_in_part"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplierinvoice",
            name="late_payment_of",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplierinvoice",
            ),
        ),
        migrations.AlterField(
            model_name="supplierinvoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("PO", "Invoice for an order"),
                    ("NON_PO", "Invoice without an order"),
                    ("CREDIT_NOTE", "Credit note"),
                    ("PROFORMA", "Pro forma, which is not posted"),
                    ("PREPAYMENT", "Prepayment"),
                    ("SELF_BILL", "Self-billed"),
                    ("CIS", "Construction Industry Scheme"),
                    ("EXPENSE", "Expenses"),
                    ("DIRECT_PAYMENT", "Foster or direct payment"),
                    ("REFUND", "Refund"),
                    ("INTER_PARTNER", "Between partners"),
                    ("INTEREST", "Claim for late payment"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "INTEREST"), ("late_payment_of__isnull", False), ("vat", 0)),
                    models.Q(models.Q(("kind", "INTEREST"), _negated=True), ("late_payment_of__isnull", True)),
                    _connector="OR",
                ),
                name="finance_supplierinvoice_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("late_payment_of__isnull", False), models.Q(("state", "CANCELLED"), _negated=True)),
                fields=("partner", "late_payment_of"),
                name="finance_supplierinvoice_claimed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=partners.fk.SamePartnerForeignKey(
                field="late_payment_of", name="finance_supplierinvoice_late_payment_of_same_partner"
            ),
        ),
    ]
