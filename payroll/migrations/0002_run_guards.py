"""A run moves along its table; what was released is frozen."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("payroll", "0001_initial")]
    operations = [run_sql("payroll", "run_guards")]
