"""Nobody approves their own: the database's part in change requests."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0003_change_requests")]
    operations = [run_sql("partners", "change")]
