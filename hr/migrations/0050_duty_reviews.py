"""Reviews of acting up and of long honoraria are recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0049_duty_ends"),
        ("partners", "0024_data_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="actingup",
            name="review_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="actingup",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actingup",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="honorarium",
            name="review_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="honorarium",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="honorarium",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="actingup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("review_note", ""), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        models.Q(("review_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_actingup_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="honorarium",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("review_note", ""), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        models.Q(("review_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_honorarium_reviewed",
            ),
        ),
    ]
