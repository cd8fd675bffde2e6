"""Whoever names case officers is asked whether a case suspends them, and whether they are close to whom a case is about."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0084_limited_access")]

    operations = [run_sql("hr", "case_officers_barred")]
