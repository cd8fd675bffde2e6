"""Acting up ends within a year, and its pay with it; long honoraria are reviewed; a fixed term ends after it begins."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0012_duties_and_particulars")]
    operations = [run_sql("hr", "duties")]
