"""An employment moves from one pay group to another on a day."""

import django.db.models.deletion
from django.db import migrations, models

import partners.fk
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0093_equality_share"),
        ("partners", "0034_limited_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="employment",
            name="former_pay_group",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="Until the day of the last move",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.paygroup",
            ),
        ),
        migrations.AddField(
            model_name="employment",
            name="pay_group_from",
            field=models.DateField(blank=True, help_text="Since when the pay group pays after a move", null=True),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("former_pay_group__isnull", True), ("pay_group_from__isnull", True)),
                    models.Q(
                        ("former_pay_group__isnull", False),
                        ("pay_group_from__isnull", False),
                        models.Q(("former_pay_group", models.F("pay_group")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_employment_pay_group_moved",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="former_pay_group", name="hr_employment_former_pay_group_same_partner"
            ),
        ),
    ]
