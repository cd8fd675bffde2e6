"""The list of a case, its moves and its statements are guarded by the database; equality answers are the person's."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("hr", "0010_cases_and_equality")]
    operations = [run_sql("hr", "case_guards")]
