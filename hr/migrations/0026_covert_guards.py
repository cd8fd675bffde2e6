"""Who is hidden, whose mail is neutral, and what becomes of people who are missing."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("hr", "0025_sensitive_posts"), ("partners", "0016_letter_guards")]
    operations = [run_sql("hr", "covert")]
