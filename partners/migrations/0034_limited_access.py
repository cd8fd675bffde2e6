"""A role may be held for a unit or an employer alone, and a request knows which units it is about."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.functions.comparison
from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0033_finance_roles"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accessproposal",
            name="partners_accessproposal_once",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="partners_grant_once",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="partners_grant_team_has_unit",
        ),
        migrations.AddField(
            model_name="accessproposal",
            name="entity_id",
            field=models.BigIntegerField(blank=True, help_text="Where it is held for one employer", null=True),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="unit_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                help_text="Units that it is about; set by trigger",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="entity_id",
            field=models.BigIntegerField(blank=True, help_text="The employer that it is for alone", null=True),
        ),
        migrations.AlterField(
            model_name="grant",
            name="unit_id",
            field=models.BigIntegerField(blank=True, help_text="The unit in hr that it is for, and below", null=True),
        ),
        migrations.AddConstraint(
            model_name="accessproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_id__isnull", True), ("entity_id__isnull", True), _connector="OR"),
                name="partners_accessproposal_one_reach",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "PROPOSED")),
                fields=("partner", "email", "role", "unit_id", "entity_id"),
                name="partners_accessproposal_once",
                nulls_distinct=False,
            ),
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
                    (django.db.models.functions.comparison.Coalesce("entity_id", models.Value(0)), "="),
                    ("valid", "&&"),
                ],
                name="partners_grant_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entity_id__isnull", True), ("role__in", ["LINE_MANAGER"]), ("unit_id__isnull", False)),
                    models.Q(
                        ("role__in", ["HR_MANAGER", "HR_ADMIN", "AUDITOR", "BUDGET_HOLDER"]),
                        models.Q(("unit_id__isnull", True), ("entity_id__isnull", True), _connector="OR"),
                    ),
                    models.Q(
                        models.Q(
                            ("role__in", ["LINE_MANAGER", "HR_MANAGER", "HR_ADMIN", "AUDITOR", "BUDGET_HOLDER"]),
                            _negated=True,
                        ),
                        ("entity_id__isnull", True),
                        ("unit_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="partners_grant_team_has_unit",
            ),
        ),
        run_sql("partners", "limited_access"),
    ]
