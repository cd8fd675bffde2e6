"""Two roles that clash are held together only with a mitigating control, approved and for ninety days at most."""

import django.contrib.postgres.fields
import django.db.models.expressions
from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0027_second_person_for_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessproposal",
            name="mitigates",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                blank=True,
                default=list,
                help_text="The roles with which this one clashes",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="accessproposal",
            name="mitigation",
            field=models.CharField(blank=True, help_text="What makes up for two roles that clash", max_length=500),
        ),
        migrations.AddField(
            model_name="grant",
            name="mitigates",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                blank=True,
                default=list,
                help_text="The roles with which this one clashes",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="mitigation",
            field=models.CharField(blank=True, help_text="What makes up for two roles that clash", max_length=500),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mitigates", []), ("mitigation", "")),
                    models.Q(
                        models.Q(("mitigation", ""), _negated=True),
                        models.Q(("mitigates", []), _negated=True),
                        ("approved_days__endswith__isnull", False),
                        (
                            "approved_days__endswith__lte",
                            models.ExpressionWrapper(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("approved_days__startswith"), "+", models.Value(90)
                                ),
                                output_field=models.DateField(),
                            ),
                        ),
                        ("basis", "APPROVED"),
                    ),
                    _connector="OR",
                ),
                name="partners_grant_override",
            ),
        ),
        run_sql("partners", "duties_overrides"),
    ]
