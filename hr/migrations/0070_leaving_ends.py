"""A leaving remembers which absences ended when its last day had passed."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0069_leaving_pensions")]
    operations = [run_sql("hr", "leaving_ends")]
