"""Another job that was paid keeps its start: the database's part."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("payroll", "0007_second_account"), ("hr", "0048_added_job_guards")]
    operations = [run_sql("payroll", "added_job_pay")]
