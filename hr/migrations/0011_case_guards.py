"""The list of a case, its moves and its statements are guarded by the database; equality answers are the person's."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0010_cases_and_equality")]
    operations = [run_sql("hr", "case_guards")]
