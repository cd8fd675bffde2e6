"""What a death ends in the record, an advance that has an end, and deductions that stop with it."""

from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0050_duty_reviews"),
        ("partners", "0024_data_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deathcase",
            name="hr_deathcase_confirmed_first",
        ),
        migrations.RemoveConstraint(model_name="deathcase", name="hr_deathcase_audited"),
        migrations.AddField(
            model_name="deathcase",
            name="ended",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="deathcase",
            name="in_service",
            field=models.BooleanField(blank=True, help_text="Related to the work; empty: not known yet", null=True),
        ),
        migrations.AddField(
            model_name="deathcase",
            name="pay_until",
            field=models.DateField(blank=True, help_text="The last day of an advance", null=True),
        ),
        migrations.AddField(
            model_name="payelement",
            name="recovers",
            field=models.BooleanField(
                default=False, help_text="Takes back money that the person owes: it stops on the day of a death"
            ),
        ),
        migrations.AddConstraint(
            model_name="deathcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("state", "REPORTED")),
                    ("state", "WITHDRAWN"),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("state__in", ["CONFIRMED", "IN_SUPPORT", "SETTLING", "CLOSED"]),
                    ),
                    _connector="OR",
                ),
                name="hr_deathcase_confirmed_first",
            ),
        ),
        run_sql("hr", "death_ends"),
        migrations.AddConstraint(
            model_name="deathcase",
            constraint=partners.audit_ddl.Audited(
                hide=(
                    "told_by",
                    "family_name",
                    "family_relationship",
                    "family_contact",
                    "family_times",
                    "representative_name",
                    "representative_contact",
                    "ended",
                ),
                name="hr_deathcase_audited",
            ),
        ),
        migrations.AddConstraint(
            model_name="deathcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pay", "ADVANCE"), ("pay_until__gte", models.F("date_of_death"))),
                    models.Q(models.Q(("pay", "ADVANCE"), _negated=True), ("pay_until", None)),
                    _connector="OR",
                ),
                name="hr_deathcase_advance_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="payelement",
            constraint=models.CheckConstraint(
                condition=models.Q(("recovers", False), ("kind", "deduction"), _connector="OR"),
                name="hr_payelement_recovers",
            ),
        ),
    ]
