"""A scope may hide people in covert roles: what row security asks, and the policy on every table that has a person."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0016_saved_filters")]
    operations = [run_sql("partners", "covert")]
