"""What was sent stays as it was sent: the database's part in outbound messages."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0005_outbound_messages")]
    operations = [run_sql("partners", "message")]
