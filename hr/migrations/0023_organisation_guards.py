"""Versions of units and posts begin with the row, the tree has no circle on any day, funding adds up to 100."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0022_organisation_and_establishment")]
    operations = [run_sql("hr", "organisation")]
