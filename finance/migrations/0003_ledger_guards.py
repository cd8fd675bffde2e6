"""Posting is one update of a journal; what was posted stays, and balances come from posting alone."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("finance", "0002_ledger"), ("partners", "0032_own_trail_on_behalf")]
    operations = [run_sql("finance", "ledger_guards")]
