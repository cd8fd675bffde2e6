"""One’s own access log says on whose behalf somebody looked, and in which sign-in."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0031_change_papers")]

    operations = [run_sql("partners", "own_trail_on_behalf")]
