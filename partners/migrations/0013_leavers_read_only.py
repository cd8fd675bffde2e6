"""Whoever has left reads for a while, and asks for nothing."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0012_own_trail"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="read_only_from",
            field=models.DateField(blank=True, help_text="Whoever has left reads, and asks for nothing", null=True),
        ),
    ]
