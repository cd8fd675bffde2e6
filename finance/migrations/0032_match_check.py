"""The check of a match looks its lines up one by one."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0031_year_end_choices"),
    ]

    operations = [
        run_sql("finance", "bank_match_check"),
    ]
