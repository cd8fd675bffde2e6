"""Requests that nobody decides are reminded of, then sent up to whoever is above."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0024_data_rights")]

    operations = [
        migrations.AddField(
            model_name="approvalstep",
            name="from_above",
            field=models.BooleanField(default=False, help_text="In place of whoever did not decide in time"),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        run_sql("partners", "change_above"),
    ]
