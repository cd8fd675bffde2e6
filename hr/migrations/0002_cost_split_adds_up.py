"""Cost shares add up to 100."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0001_initial")]
    operations = [run_sql("hr", "cost_split")]
