"""What will hurt somebody’s pay soon."""

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
        ("hr", "0007_team_scope"),
        ("partners", "0007_team_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Forewarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SICK_PAY", "Sick pay goes down"),
                            ("CONTRACT_END", "Contract ends"),
                            ("ELEMENT_END", "Allowance or protection ends"),
                            ("NIL_PAY", "No pay expected"),
                            ("PAY_DROP", "Pay much lower than usual"),
                            ("PENSION_BAND", "Pension contribution changes"),
                            ("MISSING_CLAIM", "Usual claim not entered"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(help_text="What it is about: the same thing is told once", max_length=120)),
                ("job", models.CharField(blank=True, max_length=160)),
                ("headline", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=500)),
                ("for_staff_only", models.BooleanField(default=False)),
                ("takes_effect_on", models.DateField()),
                ("found_on", models.DateField()),
                ("gone_on", models.DateField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("spoken_at", models.DateTimeField(blank=True, null=True)),
                ("spoken_note", models.CharField(blank=True, max_length=500)),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.person",
                    ),
                ),
                (
                    "spoken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "gone_on", "takes_effect_on"], name="hr_forewarning_when"),
                    models.Index(fields=["partner", "person"], name="hr_forewarning_person"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_forewarning_isolation",
                        self_insert=False,
                        self_only_if="gone_on IS NULL AND NOT for_staff_only",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_forewarning_team"),
                    partners.audit_ddl.Audited(hide=("detail", "spoken_note"), name="hr_forewarning_audited"),
                    models.UniqueConstraint(fields=("partner", "key"), name="hr_forewarning_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gone_on__isnull", True), ("gone_on__gte", models.F("found_on")), _connector="OR"
                        ),
                        name="hr_forewarning_gone_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spoken_at__isnull", True), ("spoken_by__isnull", True), ("spoken_note", "")),
                            models.Q(("spoken_at__isnull", False), ("spoken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_forewarning_spoken_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_forewarning_person_same_partner"),
                ],
            },
        ),
    ]
