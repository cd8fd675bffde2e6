"""What a leaving keeps, and who may sign the envelope of a transfer: the database’s part in leavers and transfers."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0018_leavers_and_transfers")]
    operations = [run_sql("hr", "leaving"), run_sql("hr", "transfer")]
