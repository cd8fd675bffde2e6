"""Collective consultation about redundancies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0077_dismissal_cases"),
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.CreateModel(
            name="RedundancyConsultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("opened_on", models.DateField()),
                (
                    "n_proposed",
                    models.PositiveIntegerField(help_text="People whom it is proposed to dismiss as redundant"),
                ),
                (
                    "representatives",
                    models.CharField(blank=True, help_text="Unions or elected representatives", max_length=200),
                ),
                (
                    "not_one",
                    models.CharField(blank=True, help_text="Why these are separate establishments", max_length=200),
                ),
                ("hr1_on", models.DateField(blank=True, null=True)),
                ("hr1_reference", models.CharField(blank=True, max_length=60)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "consultation about redundancies",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "opened_on"], name="hr_consultation_opened")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_redundancyconsultation_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_redundancyconsultation_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_one", ""), models.Q(("representatives", ""), _negated=True)),
                            models.Q(models.Q(("not_one", ""), _negated=True), ("representatives", "")),
                            _connector="OR",
                        ),
                        name="hr_redundancyconsultation_one_of",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hr1_on__isnull", True), ("hr1_reference", "")),
                            models.Q(("hr1_on__isnull", False), models.Q(("hr1_reference", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_redundancyconsultation_hr1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="hr_redundancyconsultation_order",
                    ),
                    partners.fk.SamePartnerForeignKey(field="unit", name="hr_redundancyconsultation_unit_same_partner"),
                ],
            },
        ),
    ]
