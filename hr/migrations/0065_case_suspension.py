"""A suspension in an HR case stops access beyond one’s own pages, for its days."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0064_declared_interests"), ("partners", "0029_barred_by_a_case")]

    operations = [run_sql("hr", "case_suspension")]
