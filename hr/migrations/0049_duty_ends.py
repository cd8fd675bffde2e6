"""The end of acting up and of a secondment is foreseen, too."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0048_added_job_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="forewarning",
            name="kind",
            field=models.CharField(
                choices=[
                    ("SICK_PAY", "Sick pay goes down"),
                    ("CONTRACT_END", "Contract ends"),
                    ("DUTY_END", "Acting up or secondment ends"),
                    ("ELEMENT_END", "Allowance or protection ends"),
                    ("NIL_PAY", "No pay expected"),
                    ("PAY_DROP", "Pay much lower than usual"),
                    ("PENSION_BAND", "Pension contribution changes"),
                    ("MISSING_CLAIM", "Usual claim not entered"),
                ],
                max_length=20,
            ),
        ),
    ]
