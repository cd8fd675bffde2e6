"""DBS checks and registrations come by the file of checks, and go with people who are loaded again."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql

DOMAIN = models.CharField(
    choices=[
        ("PEOPLE", "People, employments and jobs"),
        ("POSTS", "Posts"),
        ("ABSENCE", "Absence and leave"),
        ("WORK", "Work that is under way"),
        ("DEDUCTIONS", "Recurring pay and deductions"),
        ("DOCUMENTS", "Documents"),
        ("CHECKS", "Checks"),
    ],
    default="PEOPLE",
    max_length=10,
)


class Migration(migrating.Migration):
    dependencies = [("hr", "0062_person_merges")]

    operations = [
        migrations.AlterField(model_name="extract", name="domain", field=DOMAIN),
        migrations.AlterField(model_name="loadrun", name="domain", field=DOMAIN.clone()),
        run_sql("hr", "loaded_job_checks"),
    ]
