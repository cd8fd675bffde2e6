"""A VAT code for what is recovered in part."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0028_assets_valued"),
    ]

    operations = [
        migrations.AlterField(
            model_name="supplierinvoiceline",
            name="vat_code",
            field=models.CharField(
                choices=[
                    ("S20", "Standard rate"),
                    ("R05", "Reduced rate"),
                    ("Z", "Zero rate"),
                    ("X", "Exempt"),
                    ("O", "Outside the scope"),
                    ("N", "Standard rate, not recoverable"),
                    ("P", "Standard rate, half recoverable: cars on lease"),
                    ("RC", "Reverse charge: services from abroad"),
                    ("DRC", "Reverse charge: construction"),
                    ("IMP", "Import VAT, postponed"),
                ],
                max_length=3,
            ),
        ),
    ]
