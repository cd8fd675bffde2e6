"""No bank account is replaced by a back door, and no contact goes without its history."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0016_bank_changes")]
    operations = [run_sql("hr", "bank_changes")]
