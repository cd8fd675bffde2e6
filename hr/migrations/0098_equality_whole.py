"""Nobody in the scope of a part of a partner counts the answers about equality of a whole employer."""

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0097_person_birth_index"), ("partners", "0037_budgets")]

    operations = [run_sql("hr", "equality_whole")]
