"""What of pay is old enough to go, and how it goes."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("payroll", "0005_starter_pay"), ("hr", "0031_retention")]
    operations = [run_sql("payroll", "retention")]
