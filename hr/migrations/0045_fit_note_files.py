"""A fit note may have its file: a photograph or PDF, kept as long as the fit note."""

import django.db.models.deletion
from django.db import migrations, models

import partners.fk
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0044_absence_terms_and_year_ends"),
    ]

    operations = [
        migrations.AddField(
            model_name="fitnote",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.document",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RIGHT_TO_WORK", "Right to work: copy of the check"),
                    ("IDENTITY", "Proof of identity"),
                    ("REFERENCE", "Reference"),
                    ("REGISTRATION", "Registration or qualification"),
                    ("STARTER_CHECKLIST", "Starter checklist or P45"),
                    ("OFFER", "Offer letter"),
                    ("CONTRACT", "Contract and written statement"),
                    ("SIGNED_CONTRACT", "Signed contract"),
                    ("CHANGE", "Statement of change"),
                    ("RECEIPT", "Receipt of a claim"),
                    ("FIT_NOTE", "Fit note"),
                    ("OTHER", "Other"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnote",
            constraint=partners.fk.SamePartnerForeignKey(field="document", name="hr_fitnote_document_same_partner"),
        ),
        run_sql("hr", "fit_note_files"),
    ]
