"""Accidents and exposure at work, cases about safeguarding, and how long each is kept."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0081_remainders_kept"),
        ("partners", "0032_own_trail_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SafetyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(choices=[("ACCIDENT", "Accident"), ("EXPOSURE", "Exposure")], max_length=10)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("FALL", "Slip, trip or fall"),
                            ("HANDLING", "Lifting and handling"),
                            ("STRUCK", "Struck by or against something"),
                            ("VEHICLE", "Vehicle"),
                            ("VIOLENCE", "Violence at work"),
                            ("OTHER", "Another accident"),
                            ("ASBESTOS", "Asbestos"),
                            ("RADIATION", "Ionising radiation"),
                            ("NOISE", "Noise"),
                            ("VIBRATION", "Vibration"),
                            ("SUBSTANCE", "Hazardous substance"),
                        ],
                        max_length=10,
                    ),
                ),
                ("happened_on", models.DateField(help_text="The day of the accident, or the first day of exposure")),
                ("ended_on", models.DateField(blank=True, help_text="The last day of exposure", null=True)),
                ("place", models.CharField(max_length=120)),
                ("account", models.CharField(help_text="What happened, without anything medical", max_length=500)),
                (
                    "riddor",
                    models.CharField(
                        choices=[
                            ("NO", "No"),
                            ("SPECIFIED", "Death or specified injury"),
                            ("SEVEN_DAYS", "Away from usual work for more than seven days"),
                            ("DISEASE", "Occupational disease or exposure"),
                        ],
                        default="NO",
                        max_length=10,
                    ),
                ),
                ("reported_on", models.DateField(blank=True, null=True)),
                ("report_reference", models.CharField(blank=True, max_length=40)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "accident or exposure",
                "verbose_name_plural": "accidents and exposure",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="hrcase",
            name="hr_hrcase_audited",
        ),
        migrations.AddField(
            model_name="hrcase",
            name="is_safeguarding",
            field=models.BooleanField(
                default=False,
                help_text="Harm to a child or an adult at risk is alleged: kept for longer",
            ),
        ),
        migrations.AddConstraint(
            model_name="hrcase",
            constraint=partners.audit_ddl.Audited(
                hide=(
                    "person_id",
                    "kind",
                    "sensitivity",
                    "summary",
                    "outcome",
                    "outcome_note",
                    "appeal_grounds",
                    "appeal_outcome",
                    "appeal_note",
                    "is_safeguarding",
                    "suspended_from",
                    "suspended_until",
                    "acas_on",
                    "tribunal_on",
                ),
                name="hr_hrcase_audited",
            ),
        ),
        migrations.AddField(
            model_name="safetyrecord",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="safetyrecord",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.person",
            ),
        ),
        migrations.AddField(
            model_name="safetyrecord",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="safetyrecord",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="safetyrecord",
            index=models.Index(fields=["partner", "person"], name="hr_safetyrecord_person"),
        ),
        migrations.AddIndex(
            model_name="safetyrecord",
            index=models.Index(fields=["partner", "happened_on"], name="hr_safetyrecord_day"),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=partners.rls.PartnerIsolation(
                name="hr_safetyrecord_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_safetyrecord_team"),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=partners.audit_ddl.Audited(
                hide=("category", "place", "account", "riddor"), name="hr_safetyrecord_audited"
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_on__isnull", True),
                        ("kind", "ACCIDENT"),
                        ("category__in", ["FALL", "HANDLING", "STRUCK", "VEHICLE", "VIOLENCE", "OTHER"]),
                    ),
                    models.Q(
                        ("kind", "EXPOSURE"),
                        ("category__in", ["ASBESTOS", "RADIATION", "NOISE", "VIBRATION", "SUBSTANCE"]),
                    ),
                    _connector="OR",
                ),
                name="hr_safetyrecord_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("happened_on")), _connector="OR"
                ),
                name="hr_safetyrecord_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("report_reference", ""), ("reported_on__isnull", True)),
                    models.Q(
                        ("reported_on__gte", models.F("happened_on")),
                        models.Q(("report_reference", ""), _negated=True),
                        models.Q(("riddor", "NO"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_safetyrecord_reported_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_safetyrecord_withdrawn_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrecord",
            constraint=partners.fk.SamePartnerForeignKey(field="person", name="hr_safetyrecord_person_same_partner"),
        ),
        run_sql("hr", "safety"),
    ]
