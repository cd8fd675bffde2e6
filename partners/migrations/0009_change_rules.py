"""Changes that need no approval, and nobody deciding about themselves in a list."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0008_change_choices")]
    operations = [run_sql("partners", "change_rules")]
