"""A red gate cannot be typed green: the database's part in the onboarding of a partner."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0014_onboarding")]
    operations = [run_sql("hr", "onboarding")]
