"""For whom leave and claims were decided while somebody was away, and that it had been lent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0003_ledger_guards"),
        ("hr", "0089_starter_patterns"),
        ("partners", "0034_limited_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="behalf_human",
            field=models.UUIDField(blank=True, help_text="For whom it was decided while they were away", null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="behalf_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="leavebooking",
            name="behalf_human",
            field=models.UUIDField(help_text="For whom it was decided while they were away", null=True),
        ),
        migrations.AddField(
            model_name="leavebooking",
            name="behalf_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("behalf_human__isnull", True), ("behalf_of__isnull", True)),
                        models.Q(
                            ("behalf_human__isnull", False),
                            ("behalf_of__isnull", False),
                            ("decided_human__isnull", False),
                            models.Q(("behalf_human", models.F("decided_human")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("behalf_human__isnull", True),
                        models.Q(("behalf_human", models.F("submitted_human")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("behalf_human__isnull", True),
                        ("agreed_human__isnull", True),
                        models.Q(("behalf_human", models.F("agreed_human")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="hr_claim_for_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavebooking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("behalf_human__isnull", True), ("behalf_of__isnull", True)),
                    models.Q(
                        ("behalf_human__isnull", False),
                        ("behalf_of__isnull", False),
                        ("decided_human__isnull", False),
                        models.Q(("behalf_human", models.F("decided_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_leavebooking_for_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavebooking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["APPROVED", "REFUSED"]), _negated=True),
                    ("behalf_human__isnull", True),
                    models.Q(("behalf_human", models.F("requested_human")), _negated=True),
                    _connector="OR",
                ),
                name="hr_leavebooking_for_who_did_not_ask",
            ),
        ),
        run_sql("hr", "covered_decisions"),
    ]
