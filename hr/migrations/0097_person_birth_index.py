"""Find records of one human being by the day of birth, without reading everybody for each."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0096_pay_group_moves_kept"),
        ("partners", "0037_budgets"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["partner", "date_of_birth"], name="hr_person_birth"),
        ),
    ]
