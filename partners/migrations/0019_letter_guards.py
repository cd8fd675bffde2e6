"""What PostgreSQL itself holds about mail profiles, letters and batches."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0018_letters")]
    operations = [run_sql("partners", "letters")]
