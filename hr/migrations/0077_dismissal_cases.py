"""A dismissal names a case that is decided: the database says yes or no."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0076_repayments")]
    operations = [run_sql("hr", "dismissal_cases")]
