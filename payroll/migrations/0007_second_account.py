"""Two payments of one payslip: together they are its net pay, to the penny."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0042_second_account"),
        ("partners", "0024_data_rights"),
        ("payroll", "0006_retention"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment",
            name="payroll_payment_once",
        ),
        migrations.AddField(
            model_name="payment",
            name="is_second",
            field=models.BooleanField(default=False, help_text="The part of the second account"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("partner", "run", "employment", "is_second"), name="payroll_payment_once"
            ),
        ),
        migrations.AddField(
            model_name="paymentlisting",
            name="n_payslips",
            field=models.IntegerField(null=True),
        ),
        run_sql("payroll", "second_account"),
    ]
