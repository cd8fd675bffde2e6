"""What the end of a contract moved, so that it can be put back."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [("hr", "0055_estate")]

    operations = [
        migrations.AddField(model_name="fixedterm", name="freed", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name="fixedterm", name="moved", field=models.JSONField(blank=True, default=list)),
    ]
