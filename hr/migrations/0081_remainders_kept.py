"""What is left to take goes on with a new amount, and stands on one job of an employment."""

import django.contrib.postgres.constraints
from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [("hr", "0080_nationality")]

    operations = [
        migrations.AddField(
            model_name="recurringelement",
            name="remaining_since",
            field=models.DateField(
                blank=True,
                help_text="Since when what is taken counts; None: since the first day of this row",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="recurringelement",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("remaining__isnull", False)),
                expressions=[("partner", "="), ("employment", "="), ("element", "="), ("valid", "&&")],
                name="hr_recurring_remaining_once",
            ),
        ),
    ]
