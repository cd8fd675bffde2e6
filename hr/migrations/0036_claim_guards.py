"""Claims keep their content, move along their states, and nobody decides about their own; and what the HR file is, to be erased."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0035_claims")]
    operations = [run_sql("hr", "claims"), run_sql("hr", "hr_file")]
