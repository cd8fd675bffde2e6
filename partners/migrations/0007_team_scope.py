"""A line manager sees the people of a unit: the grant names it, and PostgreSQL looks at nothing else."""

import django.contrib.postgres.constraints
import django.db.models.functions.comparison
from django.db import migrations, models

import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0006_message_guards"),
    ]

    operations = [
        run_sql("partners", "team"),
        migrations.RemoveConstraint(
            model_name="grant",
            name="partners_grant_once",
        ),
        migrations.AddField(
            model_name="grant",
            name="unit_id",
            field=models.BigIntegerField(
                blank=True, help_text="For a line manager: the unit in hr, and below", null=True
            ),
        ),
        # A line manager from before has no unit, and unit 0 has no people: nothing is seen until a unit is given.
        migrations.RunSQL("UPDATE partners_grant SET unit_id = 0 WHERE role = 'LINE_MANAGER'", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=partners.rls.TeamOnly(column="person_id", name="partners_changerequest_team"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("user", "="),
                    ("partner", "="),
                    ("role", "="),
                    (django.db.models.functions.comparison.Coalesce("person_id", models.Value(0)), "="),
                    (django.db.models.functions.comparison.Coalesce("unit_id", models.Value(0)), "="),
                    ("valid", "&&"),
                ],
                name="partners_grant_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["LINE_MANAGER"]), ("unit_id__isnull", False)),
                    models.Q(models.Q(("role__in", ["LINE_MANAGER"]), _negated=True), ("unit_id__isnull", True)),
                    _connector="OR",
                ),
                name="partners_grant_team_has_unit",
            ),
        ),
    ]
