"""Who transfers by law, the freeze of the old system, and whether partners who are served are answered in time."""

from django.conf import settings
from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0060_service_dates"),
        ("partners", "0025_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="onboardingproject",
            name="freeze_from",
            field=models.DateField(
                blank=True, help_text="Nothing is changed in the old system from then on", null=True
            ),
        ),
        migrations.AddField(
            model_name="onboardingproject",
            name="freeze_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="onboardingproject",
            name="transfer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("STAY", "All staff stay with the partner: nobody transfers"),
                    ("BACK_OFFICE", "Back-office staff transfer, all others stay"),
                    ("ALL", "All staff transfer"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="onboardingproject",
            name="transfer_on",
            field=models.DateField(blank=True, help_text="The day on which employers change", null=True),
        ),
        migrations.AlterField(
            model_name="onboardingdocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("BUSINESS_CASE", "Business case"),
                    ("DECISION", "Decision of the governing body"),
                    ("AGREEMENT", "Partnership agreement"),
                    ("DPIA", "Data protection impact assessment"),
                    ("EXIT_PLAN", "Exit plan"),
                    ("VETTING", "Vetting of the people who will see the data"),
                    ("BACS", "BACS service user number, tested"),
                    ("PENSION_FUND", "Set-up with the pension fund, tested"),
                    ("HMRC", "Set-up with HMRC, tested"),
                    ("HELPDESK", "Helpdesk capacity"),
                    ("LETTERS", "Letters posted to staff without e-mail"),
                    ("ROLLBACK", "Rehearsal of going back to the old system"),
                    ("DATA_TERMS", "Controller and processor terms, or joint arrangement"),
                    ("ELI_IDENTITY", "Liability information: identity and age"),
                    ("ELI_PARTICULARS", "Liability information: particulars of employment"),
                    ("ELI_DISCIPLINE", "Liability information: discipline and grievances of two years"),
                    ("ELI_CLAIMS", "Liability information: claims of two years, and to be expected"),
                    ("ELI_AGREEMENTS", "Liability information: collective agreements"),
                    ("ELI_LATE", "Liability information: why it was late"),
                    ("OBJECTION", "Objection to the transfer"),
                    ("DESK", "Support desk with its published number"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="onboardingproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("transfer__in", ["", "STAY"]), ("transfer_on__isnull", True)),
                    models.Q(("transfer__in", ["BACK_OFFICE", "ALL"]), ("transfer_on__isnull", False)),
                    _connector="OR",
                ),
                name="hr_onboardingproject_transfer_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="onboardingproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("freeze_from__isnull", True), ("freeze_until__isnull", True)),
                    models.Q(
                        ("freeze_from__isnull", False),
                        ("freeze_until__gte", models.F("freeze_from")),
                        ("freeze_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hr_onboardingproject_freeze",
            ),
        ),
        run_sql("hr", "onboarding_terms"),
    ]
