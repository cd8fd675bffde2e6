"""No bank account is replaced by a back door, and no contact goes without its history."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("hr", "0016_bank_changes")]
    operations = [run_sql("hr", "bank_changes")]
