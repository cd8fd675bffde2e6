"""What PostgreSQL refuses of payment runs, whoever asks."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("finance", "0013_payment_runs")]
    operations = [run_sql("finance", "payment_runs_guards")]
