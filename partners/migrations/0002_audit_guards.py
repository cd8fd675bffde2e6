"""The audit trail's own guards: append-only, sealed, verified."""

from django.db import migrations

from partners.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [
        run_sql("partners", "audit"),
        migrations.RunSQL(
            "GRANT SELECT ON partners_partner TO ss_self", "REVOKE SELECT ON partners_partner FROM ss_self"
        ),
    ]
