"""What was decided about a budget stays, and kept budgets and commitments come from decisions and events alone."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("finance", "0005_budgets"), ("partners", "0034_limited_access")]
    operations = [run_sql("finance", "budget_guards")]
