"""The nationality of a person."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0079_adoption_routes")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="nationality",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="ISO 3166 code; empty: not recorded", max_length=2
            ),
        ),
        run_sql("hr", "nationality"),
    ]
