"""Counting the tables that a file of invoices fills."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("finance", "0019_hierarchies")]

    operations = [run_sql("finance", "invoice_statistics")]
