"""What of pay is old enough to go, and how it goes."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("payroll", "0005_starter_pay"), ("hr", "0031_retention")]
    operations = [run_sql("payroll", "retention")]
