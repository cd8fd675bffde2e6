"""Employees see who looked at what is held about them."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0011_devices_and_text_messages")]
    operations = [run_sql("partners", "own_trail")]
