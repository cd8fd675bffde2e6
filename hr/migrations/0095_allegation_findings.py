"""What was not found of a safeguarding allegation says how: unsubstantiated, unfounded, false or malicious."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0094_pay_group_moves"),
    ]

    operations = [
        migrations.AlterField(
            model_name="caseallegation",
            name="finding",
            field=models.CharField(
                choices=[
                    ("OPEN", "Not decided yet"),
                    ("FOUND", "Found"),
                    ("PARTLY", "Found in part"),
                    ("NOT_FOUND", "Not found"),
                    ("UNSUBST", "Unsubstantiated: not enough to prove or disprove it"),
                    ("UNFOUNDED", "Unfounded: nothing supports it"),
                    ("FALSE", "False: disproved"),
                    ("MALICIOUS", "Malicious: disproved, and meant to deceive or to harm"),
                    ("DROPPED", "Withdrawn"),
                ],
                default="OPEN",
                max_length=10,
            ),
        ),
    ]
