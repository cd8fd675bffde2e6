"""Nobody is ready, starts or comes back to work without a valid right to work: the database's part in starters."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0020_starters")]
    operations = [run_sql("hr", "starter_guards"), run_sql("hr", "starters")]
