"""Rotas need longer words, and partners say whether an anniversary gives more sick pay."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0057_increments"),
    ]

    operations = [
        migrations.AddField(
            model_name="absenceterms",
            name="retests_sick_pay",
            field=models.BooleanField(
                default=False, help_text="An anniversary of service during an absence is looked at again"
            ),
        ),
        migrations.AlterField(
            model_name="assignmentterms",
            name="working_pattern",
            field=models.CharField(blank=True, help_text="Hours a day, like Mon 7.4; or a rota", max_length=800),
        ),
    ]
