"""The trail says on whose behalf somebody acted, and in which session (domain SEC-05)."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0025_escalation")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="on_behalf_of_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="session",
            field=models.CharField(db_default="", max_length=16),
        ),
        run_sql("partners", "audit_on_behalf"),
    ]
