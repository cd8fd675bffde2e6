"""What suspensions cost a day, for those who are on no list of any case."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0053_checks")]

    operations = [run_sql("hr", "suspension_cost")]
