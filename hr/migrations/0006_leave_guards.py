"""An employee may ask for leave and nothing more."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0005_absence_and_leave")]
    operations = [run_sql("hr", "leave_guards")]
