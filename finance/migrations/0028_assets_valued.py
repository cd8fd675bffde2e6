"""What a valuation came after, so that it can be taken back."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0027_interentity"),
    ]

    operations = [
        migrations.AddField(
            model_name="assetmove",
            name="valued_before",
            field=models.DateField(blank=True, help_text="When it was valued before a valuation", null=True),
        ),
        migrations.AddField(
            model_name="assetmove",
            name="valuer_before",
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
