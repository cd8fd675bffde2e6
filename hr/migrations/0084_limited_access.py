"""Who is in a unit, which posts are, and what a request about units is about: for roles held for part of a partner."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0083_rosters"), ("partners", "0034_limited_access")]

    operations = [run_sql("hr", "limited_access")]
