"""A second person confirms, and pension bodies come first: the database's part in a death in service."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0003_death_cases")]
    operations = [run_sql("hr", "death")]
