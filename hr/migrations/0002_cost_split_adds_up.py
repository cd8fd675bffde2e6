"""Cost shares add up to 100."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("hr", "0001_initial")]
    operations = [run_sql("hr", "cost_split")]
