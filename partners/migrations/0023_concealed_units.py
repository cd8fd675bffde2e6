"""A scope may keep units off the charts: requests and the trail about them are kept back with them."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0022_own_retention")]
    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="is_concealed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="About a unit off the charts, or a post in it; set by trigger",
            ),
        ),
        run_sql("partners", "concealed"),
    ]
