"""Whoever asks for changes of their own record reaches that record and nobody else's."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0027_family_leave_guards"), ("partners", "0015_own_scope")]
    operations = [run_sql("hr", "own_scope")]
