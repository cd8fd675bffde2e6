"""Who is hidden, whose mail is neutral, and what becomes of people who are missing."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0029_sensitive_posts"), ("partners", "0019_letter_guards")]
    operations = [run_sql("hr", "covert")]
