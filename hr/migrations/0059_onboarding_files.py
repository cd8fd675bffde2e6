"""Documents, checks and recurring pay come by files of their own when a partner is brought in."""

from django.db import migrations, models

import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0058_rotas_and_anniversaries"),
        ("partners", "0025_escalation"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="dated_on",
            field=models.DateField(blank=True, help_text="Of the paper, where it was brought over", null=True),
        ),
        migrations.AddField(
            model_name="extract",
            name="archive_sha256",
            field=models.CharField(blank=True, help_text="Of the ZIP file with documents, if any", max_length=64),
        ),
        migrations.AddField(
            model_name="recurringelement",
            name="is_protected",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Protected pay: it lasts to its day whatever grade or employer becomes",
            ),
        ),
        migrations.AddField(
            model_name="recurringelement",
            name="reference",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a court order or loan, by its papers",
                max_length=40,
            ),
        ),
        migrations.AddField(
            model_name="recurringelement",
            name="remaining",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Left to take when it was brought over, as was said there", null=True
            ),
        ),
        migrations.AddField(
            model_name="righttowork",
            name="checked_elsewhere_by",
            field=models.CharField(
                blank=True,
                help_text="Who checked it at the employer or system before, if it was brought over",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="extract",
            name="domain",
            field=models.CharField(
                choices=[
                    ("PEOPLE", "People, employments and jobs"),
                    ("POSTS", "Posts"),
                    ("ABSENCE", "Absence and leave"),
                    ("WORK", "Work that is under way"),
                    ("DEDUCTIONS", "Recurring pay and deductions"),
                    ("DOCUMENTS", "Documents"),
                    ("CHECKS", "Right to work"),
                ],
                default="PEOPLE",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="loadrun",
            name="domain",
            field=models.CharField(
                choices=[
                    ("PEOPLE", "People, employments and jobs"),
                    ("POSTS", "Posts"),
                    ("ABSENCE", "Absence and leave"),
                    ("WORK", "Work that is under way"),
                    ("DEDUCTIONS", "Recurring pay and deductions"),
                    ("DOCUMENTS", "Documents"),
                    ("CHECKS", "Right to work"),
                ],
                default="PEOPLE",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="job_no",
            field=models.CharField(max_length=100),
        ),
        migrations.AddConstraint(
            model_name="recurringelement",
            constraint=models.CheckConstraint(
                condition=models.Q(("remaining__isnull", True), ("remaining__gt", 0), _connector="OR"),
                name="hr_recurring_remaining",
            ),
        ),
        run_sql("hr", "onboarding_files"),
    ]
