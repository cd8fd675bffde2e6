"""Nobody approves their own: the database's part in change requests."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_change_requests")]
    operations = [run_sql("partners", "change")]
