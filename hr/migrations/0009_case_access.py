"""Who is on the list of an HR case: asked by the policies of its tables, so it stands before them."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0008_forewarnings"), ("partners", "0007_team_scope")]
    operations = [run_sql("hr", "case_access")]
