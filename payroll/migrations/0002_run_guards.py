"""A run moves along its table; what was released is frozen."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("payroll", "0001_initial")]
    operations = [run_sql("payroll", "run_guards")]
