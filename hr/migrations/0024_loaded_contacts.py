"""A later extract of a partner on its way in replaces contacts that an earlier one brought."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0023_organisation_guards")]
    operations = [run_sql("hr", "loaded_contacts")]
