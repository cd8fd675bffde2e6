"""Changes that need no approval, and nobody deciding about themselves in a list."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0008_change_choices")]
    operations = [run_sql("partners", "change_rules")]
