"""Lines of the ledger that say what somebody earns are marked."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0008_payables_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="journalline",
            name="is_restricted",
            field=models.BooleanField(
                default=False, help_text="Says what somebody earns: its amount is for those who may see pay"
            ),
        ),
    ]
