"""What PostgreSQL refuses of suppliers and their invoices, whoever asks."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("finance", "0007_payables"), ("partners", "0034_limited_access")]
    operations = [run_sql("finance", "payables_guards")]
