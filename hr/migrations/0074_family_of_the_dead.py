"""Talks with the family of somebody who has died, next of kin who work here, and what they answered."""

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
        ("hr", "0073_absence_bases"),
        ("partners", "0026_audit_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FamilyKin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("relationship", models.CharField(max_length=80)),
                ("noted_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, help_text="When their own manager was told", null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    "told_by",
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
                "verbose_name": "next of kin who works here",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_familykin_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_familykin_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_familykin_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_familykin_team"),
                    partners.audit_ddl.Audited(
                        hide=("person", "relationship", "ended_why"), name="hr_familykin_audited"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("partner", "case", "person"),
                        name="hr_familykin_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("told_at__isnull", True), ("told_by__isnull", True)),
                            models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_familykin_told_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("ended_why", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("ended_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_familykin_ended_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_familykin_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_familykin_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("MANAGER", "May their own manager be told?"),
                            ("CONTACT", "One contact for two employers?"),
                        ],
                        max_length=10,
                    ),
                ),
                ("agreed", models.BooleanField()),
                ("said_by", models.CharField(max_length=120)),
                ("said_on", models.DateField()),
                ("other_employer", models.CharField(blank=True, max_length=120)),
                ("is_unasked", models.BooleanField(default=False, help_text="They said it by themselves")),
                ("noted_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    "kin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.familykin",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a family",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_familyanswer_case")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_familyanswer_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("said_by", "other_employer"), name="hr_familyanswer_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_familyanswer_append_only"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_unasked", False), ("kin__isnull", False)),
                        fields=("partner", "kin"),
                        name="hr_familyanswer_manager_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_unasked", False), ("question", "CONTACT")),
                        fields=("partner", "case"),
                        name="hr_familyanswer_contact_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kin__isnull", False), ("other_employer", ""), ("question", "MANAGER")),
                            models.Q(
                                ("kin__isnull", True),
                                ("question", "CONTACT"),
                                models.Q(("other_employer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_familyanswer_about",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_familyanswer_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="kin", name="hr_familyanswer_kin_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CALL", "Telephone call"),
                            ("VISIT", "Visit or meeting"),
                            ("LETTER", "Letter received"),
                            ("MESSAGE", "E-mail or message received"),
                        ],
                        max_length=10,
                    ),
                ),
                ("with_whom", models.CharField(max_length=120)),
                ("held_on", models.DateField()),
                ("said", models.CharField(max_length=2000)),
                ("agreed", models.CharField(blank=True, max_length=500)),
                ("asked_for", models.CharField(blank=True, max_length=500)),
                ("why", models.CharField(blank=True, help_text="Why it was corrected", max_length=200)),
                ("noted_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.familytalk",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "talk with a family",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case", "held_on"], name="hr_familytalk_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_familytalk_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_familytalk_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
                        hide=("with_whom", "said", "agreed", "asked_for", "why"), name="hr_familytalk_audited"
                    ),
                    partners.audit_ddl.AppendOnly(name="hr_familytalk_append_only"),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=("partner", "corrects"),
                        name="hr_familytalk_corrected_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("why", "")),
                            models.Q(("corrects__isnull", False), models.Q(("why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_familytalk_says_why",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_familytalk_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="corrects", name="hr_familytalk_corrects_same_partner"),
                ],
            },
        ),
        run_sql("hr", "death_family"),
    ]
