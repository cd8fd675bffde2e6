"""A concern about HR is for the HR director or the monitoring officer, and for nobody in HR."""

from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0065_case_suspension"),
        ("partners", "0030_monitoring_officer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hrquestion",
            name="topic",
            field=models.CharField(
                choices=[
                    ("QUESTION", "A question"),
                    ("FAMILY", "Dates of family leave"),
                    ("FLEXIBLE", "A request to work flexibly"),
                    ("GRIEVANCE", "A concern or grievance"),
                    ("DIRECTOR", "A concern about HR, for the HR director"),
                    ("MONITORING", "A concern about HR, for the monitoring officer"),
                    ("BANK", "A request to change a bank account"),
                ],
                max_length=10,
            ),
        ),
        run_sql("hr", "concerns"),
    ]
