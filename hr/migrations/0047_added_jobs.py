"""Another job of an employment that is there, cover on hiring, and finance beside the HR manager."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.fk
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0001_initial"),
        ("hr", "0046_questions"),
        ("partners", "0024_data_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="startercase",
            name="hr_startercase_ready_is_approved",
        ),
        migrations.AddField(
            model_name="startercase",
            name="counts",
            field=models.CharField(
                choices=[
                    ("HOLDS", "Holds the post"),
                    ("COVER_FOR", "Covers somebody in the same post, like a maternity cover"),
                    ("SUPERNUMERARY", "Beyond the establishment (supernumerary)"),
                ],
                default="HOLDS",
                max_length=13,
            ),
        ),
        migrations.AddField(
            model_name="startercase",
            name="counts_until",
            field=models.DateField(blank=True, help_text="Cover and supernumerary: the last day of it", null=True),
        ),
        migrations.AddField(
            model_name="startercase",
            name="covers",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.assignment",
            ),
        ),
        migrations.AddField(
            model_name="startercase",
            name="joins",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The employment that is there already",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.employment",
            ),
        ),
        migrations.AddField(
            model_name="startercase",
            name="route",
            field=models.CharField(
                choices=[
                    ("HIRE", "New employment"),
                    ("ADDED", "Another job of the same employment"),
                    ("TRANSFER", "Transfer from another partner"),
                ],
                default="HIRE",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="startergate",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="startergate",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="startergate",
            name="asked_human",
            field=models.UUIDField(blank=True, help_text="The HR manager who asks finance to agree", null=True),
        ),
        migrations.AlterField(
            model_name="jobgate",
            name="gate",
            field=models.CharField(
                choices=[
                    ("RIGHT_TO_WORK", "RIGHT_TO_WORK"),
                    ("IDENTITY", "IDENTITY"),
                    ("REFERENCES", "REFERENCES"),
                    ("DBS", "DBS"),
                    ("REGISTRATION", "REGISTRATION"),
                    ("MEDICAL", "MEDICAL"),
                    ("VETTING", "VETTING"),
                    ("POST", "POST"),
                    ("WORKING_TIME", "WORKING_TIME"),
                    ("PENSION", "PENSION"),
                    ("DECLARATION", "DECLARATION"),
                    ("BANK", "BANK"),
                    ("NINO", "NINO"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="startergate",
            name="gate",
            field=models.CharField(
                choices=[
                    ("RIGHT_TO_WORK", "RIGHT_TO_WORK"),
                    ("IDENTITY", "IDENTITY"),
                    ("REFERENCES", "REFERENCES"),
                    ("DBS", "DBS"),
                    ("REGISTRATION", "REGISTRATION"),
                    ("MEDICAL", "MEDICAL"),
                    ("VETTING", "VETTING"),
                    ("POST", "POST"),
                    ("WORKING_TIME", "WORKING_TIME"),
                    ("PENSION", "PENSION"),
                    ("DECLARATION", "DECLARATION"),
                    ("BANK", "BANK"),
                    ("NINO", "NINO"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="startercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "VOID_START"]),
                    models.Q(
                        ("approved_human__isnull", False), ("assignment__isnull", False), ("employment__isnull", False)
                    ),
                    models.Q(("approved_human__isnull", False), ("assignment__isnull", False), ("route", "ADDED")),
                    _connector="OR",
                ),
                name="hr_startercase_ready_is_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="startercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joins__isnull", True), ("route", "HIRE")),
                    models.Q(("employment__isnull", True), ("joins__isnull", False), ("route", "ADDED")),
                    models.Q(
                        ("joins__isnull", False),
                        ("route", "TRANSFER"),
                        models.Q(("employment__isnull", True), ("employment", models.F("joins")), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="hr_startercase_joins",
            ),
        ),
        migrations.AddConstraint(
            model_name="startercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counts", "HOLDS"), ("counts_until__isnull", True), ("covers__isnull", True)),
                    models.Q(("counts", "SUPERNUMERARY"), ("counts_until__isnull", False), ("covers__isnull", True)),
                    models.Q(("counts", "COVER_FOR"), ("counts_until__isnull", False), ("covers__isnull", False)),
                    _connector="OR",
                ),
                name="hr_startercase_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="startercase",
            constraint=partners.fk.SamePartnerForeignKey(field="joins", name="hr_startercase_joins_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="startercase",
            constraint=partners.fk.SamePartnerForeignKey(field="covers", name="hr_startercase_covers_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="startergate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at__isnull", True), ("asked_by__isnull", True), ("asked_human__isnull", True)),
                    models.Q(
                        ("asked_at__isnull", False),
                        ("asked_by__isnull", False),
                        ("asked_human__isnull", False),
                        ("gate", "POST"),
                    ),
                    _connector="OR",
                ),
                name="hr_startergate_asked_pair",
            ),
        ),
    ]
