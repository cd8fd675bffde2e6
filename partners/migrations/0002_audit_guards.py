"""The audit trail's own guards: append-only, sealed, verified."""

from django.db import migrations

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [
        run_sql("partners", "audit"),
        migrations.RunSQL(
            "GRANT SELECT ON partners_partner TO ss_self", "REVOKE SELECT ON partners_partner FROM ss_self"
        ),
        # made before the default privileges; runserver and makemigrations read which migrations have run
        migrations.RunSQL(
            "GRANT SELECT ON django_migrations TO ss_app", "REVOKE SELECT ON django_migrations FROM ss_app"
        ),
    ]
