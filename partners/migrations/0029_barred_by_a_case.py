"""A grant keeps the days on which HR cases suspend whoever holds it; the trail does not say them."""

from django.db import migrations

import partners.audit_ddl
import partners.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0028_duties_overrides"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="grant",
            name="partners_grant_audited",
        ),
        migrations.AddField(
            model_name="grant",
            name="barred",
            field=partners.fields.DateMultiRangeField(
                default=list,
                editable=False,
                help_text="Days on which HR cases suspend who holds it: the database writes them",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=partners.audit_ddl.Audited(hide=("barred",), name="partners_grant_audited"),
        ),
    ]
