"""Employees read how long their employer keeps what, as it was approved."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0021_data_protection_guards")]
    operations = [run_sql("partners", "own_retention")]
