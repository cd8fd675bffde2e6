"""A date of service stays when another one takes its place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0067_name_spelling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="servicedate", name="ended_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="servicedate",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="servicedate",
            name="end_reason",
            field=models.CharField(blank=True, db_default="", help_text="Why it no longer counts", max_length=200),
        ),
        migrations.RemoveConstraint(model_name="servicedate", name="hr_servicedate_once"),
        migrations.AddConstraint(
            model_name="servicedate",
            constraint=models.UniqueConstraint(
                condition=Q(ended_at=None), fields=("partner", "employment", "purpose"), name="hr_servicedate_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicedate",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="hr_servicedate_ended_whole",
            ),
        ),
        run_sql("hr", "service_dates_kept"),
    ]
