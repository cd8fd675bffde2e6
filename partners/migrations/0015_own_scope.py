"""A scope may be narrowed to what belongs to named people, as it may to a manager's team."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0014_fraud_officer")]
    operations = [run_sql("partners", "own_scope")]
