"""Which units and posts are kept off the charts, for the columns that name them and for what is about them."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0038_post_holding_guards"), ("partners", "0023_concealed_units")]
    operations = [run_sql("hr", "concealed")]
