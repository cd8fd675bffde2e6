"""No payment without a right to work where one is due; a start that was paid stands."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("payroll", "0004_pay_gap"), ("hr", "0021_starter_guards")]
    operations = [run_sql("payroll", "starter_pay")]
