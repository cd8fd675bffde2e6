"""Who looks after a case passes on: by the officer, or by the HR manager when the officer has gone."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0040_number_clashes")]
    operations = [run_sql("hr", "case_officers")]
