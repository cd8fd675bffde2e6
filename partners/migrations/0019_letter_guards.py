"""What PostgreSQL itself holds about mail profiles, letters and batches."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0018_letters")]
    operations = [run_sql("partners", "letters")]
