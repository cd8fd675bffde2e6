"""A starter's working pattern is as long as that of a job: a rota has room in it."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0088_after_leaving"),
    ]

    operations = [
        migrations.AlterField(
            model_name="startercase",
            name="working_pattern",
            field=models.CharField(blank=True, help_text="Hours a day, like Mon 7.4; or a rota", max_length=800),
        ),
    ]
