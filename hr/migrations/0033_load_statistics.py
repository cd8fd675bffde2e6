"""Loading people has their tables counted, so that keys are looked up by the right index from the first load on."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0032_family_two_employers")]
    operations = [run_sql("hr", "load_statistics")]
