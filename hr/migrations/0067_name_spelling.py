from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [("hr", "0066_concerns_about_hr")]

    operations = [
        migrations.AlterField(
            model_name="formername",
            name="evidence",
            field=models.CharField(
                choices=[
                    ("MARRIAGE", "Marriage or civil partnership certificate"),
                    ("DIVORCE", "Decree or final order"),
                    ("DEED", "Deed poll or statutory declaration"),
                    ("COURT", "Gender recognition certificate or another order"),
                    ("IDENTITY", "Passport or driving licence in the new name"),
                    ("SPELLING", "None: it was recorded with a typing error"),
                ],
                max_length=10,
            ),
        ),
    ]
