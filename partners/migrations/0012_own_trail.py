"""Employees see who looked at what is held about them."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0011_devices_and_text_messages")]
    operations = [run_sql("partners", "own_trail")]
