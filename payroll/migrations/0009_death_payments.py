"""Pay after a death goes where people decided."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0055_estate"), ("payroll", "0008_added_job_pay")]
    operations = [run_sql("payroll", "death_payments")]
