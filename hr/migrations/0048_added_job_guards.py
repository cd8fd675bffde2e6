"""Another job keeps its employment, and more than a post has needs HR manager and finance: the database's part."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0047_added_jobs")]
    operations = [run_sql("hr", "added_jobs", back="starter_guards")]
