"""What of people's records is old enough to go, and how it goes."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0030_covert_guards"), ("partners", "0021_data_protection_guards")]
    operations = [run_sql("hr", "retention"), run_sql("hr", "retention_life"), run_sql("hr", "access_answers")]
