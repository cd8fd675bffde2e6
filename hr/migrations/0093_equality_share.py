"""Shares of an employer’s people by what they said about themselves, never of few."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0092_unit_contacts")]

    operations = [run_sql("hr", "equality_share")]
