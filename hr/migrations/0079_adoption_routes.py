"""Adoption of a child from abroad, and leave of parents by a parental order."""

from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0078_redundancy_consultations"),
        ("partners", "0026_audit_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="familyleave",
            name="hr_familyleave_audited",
        ),
        migrations.AddField(
            model_name="familyleave",
            name="evidence",
            field=models.CharField(blank=True, db_default="", default="", help_text="What was seen", max_length=200),
        ),
        migrations.AddField(
            model_name="familyleave",
            name="official_on",
            field=models.DateField(blank=True, help_text="When the official notification was received", null=True),
        ),
        migrations.AlterField(
            model_name="familyleave",
            name="kind",
            field=models.CharField(
                choices=[
                    ("MATERNITY", "Maternity leave"),
                    ("ADOPTION", "Adoption leave"),
                    ("ADOPTION_ABROAD", "Adoption leave (child from abroad)"),
                    ("PARENTAL_ORDER", "Adoption leave (surrogacy)"),
                    ("PATERNITY", "Paternity leave"),
                    ("PATERNITY_ADOPTION", "Paternity leave (adoption)"),
                    ("BEREAVED_PARTNER", "Bereaved partner’s paternity leave"),
                    ("SHARED_PARENTAL", "Shared parental leave"),
                    ("NEONATAL", "Neonatal care leave"),
                    ("BEREAVEMENT", "Parental bereavement leave"),
                    ("PARENTAL", "Parental leave (unpaid)"),
                    ("CARERS", "Carer’s leave"),
                    ("DEPENDANTS", "Time off for dependants"),
                    ("JURY", "Jury service"),
                    ("PUBLIC_DUTIES", "Public duties"),
                    ("UNION", "Trade union duties"),
                    ("RESERVIST", "Reservist"),
                    ("FOSTERING", "Fostering"),
                    ("STUDY", "Study"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="familyleave",
            constraint=partners.audit_ddl.Audited(
                hide=("child", "note", "evidence", "touch_how", "died_on", "is_bereaved", "other_employer"),
                name="hr_familyleave_audited",
            ),
        ),
    ]
