"""Employees read how long their employer keeps what, as it was approved."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0021_data_protection_guards")]
    operations = [run_sql("partners", "own_retention")]
