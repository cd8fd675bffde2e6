"""Nobody is ready, starts or comes back to work without a valid right to work: the database's part in starters."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("hr", "0020_starters")]
    operations = [run_sql("hr", "starters")]
