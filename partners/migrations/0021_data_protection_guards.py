"""Erasure has one door, and two people behind it: the database's part in data protection."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0020_data_protection")]
    operations = [run_sql("partners", "retention"), run_sql("partners", "own_requests")]
