"""Every job has a post on every day of its life, the line of today says which, and teams go by it."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0037_post_holdings")]
    operations = [run_sql("hr", "moves"), run_sql("hr", "posts_held")]
