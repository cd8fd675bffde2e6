"""Nobody is absent twice from one job, and days worked during leave are counted: the database’s part in family leave."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0026_family_leave")]
    operations = [run_sql("hr", "family_leave")]
