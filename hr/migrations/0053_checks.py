"""DBS checks, registrations, training, and what jobs need of them (domain HR-15)."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0052_death_tasks"),
        ("partners", "0025_escalation"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrainingCourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_trainingcourse_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_trainingcourse_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_trainingcourse_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_trainingcourse_code"),
                    models.CheckConstraint(
                        condition=models.Q(("months__isnull", True), ("months__gt", 0), _connector="OR"),
                        name="hr_trainingcourse_months",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("DBS", "DBS check"), ("REGISTRATION", "Registration"), ("TRAINING", "Training")],
                        max_length=12,
                    ),
                ),
                (
                    "workforce",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CHILD", "Child workforce"),
                            ("ADULT", "Adult workforce"),
                            ("BOTH", "Child and adult workforce"),
                            ("OTHER", "Other workforce"),
                        ],
                        max_length=5,
                    ),
                ),
                ("justification", models.CharField(blank=True, max_length=40)),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("suspends", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=200)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.jobrole",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.trainingcourse",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "role"], name="hr_jobrequirement_role")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_jobrequirement_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_jobrequirement_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_jobrequirement_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("partner", "="),
                            ("kind", "="),
                            (django.db.models.functions.comparison.Coalesce("role_id", 0), "="),
                            (django.db.models.functions.comparison.Coalesce("course_id", 0), "="),
                            ("valid", "&&"),
                        ],
                        name="hr_jobrequirement_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_jobrequirement_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("course__isnull", False),
                                ("justification", ""),
                                ("kind", "TRAINING"),
                                ("workforce", ""),
                            ),
                            models.Q(
                                ("course__isnull", True),
                                ("justification", ""),
                                ("kind", "REGISTRATION"),
                                ("role__isnull", False),
                                ("workforce", ""),
                            ),
                            models.Q(("course__isnull", True), ("kind", "DBS"), ("role__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_jobrequirement_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__isnull", True), ("months__gt", 0), _connector="OR"),
                        name="hr_jobrequirement_months",
                    ),
                    partners.fk.SamePartnerForeignKey(field="role", name="hr_jobrequirement_role_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="course", name="hr_jobrequirement_course_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DbsCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("BASIC", "Basic"),
                            ("STANDARD", "Standard"),
                            ("ENHANCED", "Enhanced"),
                            ("ENHANCED_BARRED", "Enhanced, with barred lists"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "workforce",
                    models.CharField(
                        choices=[
                            ("CHILD", "Child workforce"),
                            ("ADULT", "Adult workforce"),
                            ("BOTH", "Child and adult workforce"),
                            ("OTHER", "Other workforce"),
                        ],
                        max_length=5,
                    ),
                ),
                ("justification", models.CharField(blank=True, max_length=40)),
                ("application_ref", models.CharField(blank=True, max_length=40)),
                ("requested_on", models.DateField(blank=True, null=True)),
                ("certificate_no", models.CharField(max_length=12)),
                ("issued_on", models.DateField()),
                (
                    "children_barred",
                    models.BooleanField(default=False, help_text="The children’s barred list was checked"),
                ),
                ("adults_barred", models.BooleanField(default=False, help_text="The adults’ barred list was checked")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("CLEAR", "Nothing disclosed"),
                            ("CONTENT_REVIEWED", "Content was looked at and a decision made"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("SUITABLE", "May do the work"), ("NOT_SUITABLE", "May not do the work")],
                        max_length=12,
                    ),
                ),
                ("update_service", models.BooleanField(default=False)),
                (
                    "last_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NO_CHANGE", "No new information"),
                            ("CHANGED", "New information: a new certificate is needed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("last_status_on", models.DateField(blank=True, null=True)),
                ("recheck_due", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "DBS check",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_dbscheck_person"),
                    models.Index(fields=["partner", "recheck_due"], name="hr_dbscheck_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_dbscheck_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_dbscheck_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_dbscheck_team"),
                    partners.audit_ddl.Audited(hide=("certificate_no",), name="hr_dbscheck_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("certificate_no__regex", "^[0-9]{12}$")), name="hr_dbscheck_certificate"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requested_on__isnull", True),
                            ("requested_on__lte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="hr_dbscheck_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("level", "ENHANCED_BARRED"),
                                models.Q(("children_barred", True), ("adults_barred", True), _connector="OR"),
                            ),
                            models.Q(
                                models.Q(("level", "ENHANCED_BARRED"), _negated=True),
                                ("adults_barred", False),
                                ("children_barred", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_dbscheck_barred_lists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__in", ["STANDARD", "ENHANCED", "ENHANCED_BARRED"]), _negated=True),
                            models.Q(("justification", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_dbscheck_justified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", "CONTENT_REVIEWED"), ("decision", "SUITABLE"), _connector="OR"),
                        name="hr_dbscheck_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_status", ""), ("last_status_on__isnull", True)),
                            models.Q(
                                models.Q(("last_status", ""), _negated=True),
                                ("last_status_on__gte", models.F("issued_on")),
                                ("update_service", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_dbscheck_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_dbscheck_withdrawn_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_dbscheck_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DbsNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", sharedservices.common.fields.SealedTextField()),
                ("destroy_by", models.DateField()),
                ("written_on", models.DateField()),
                (
                    "dbs_check",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.dbscheck",
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "risk assessment of a DBS check",
                "verbose_name_plural": "risk assessments of DBS checks",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "destroy_by"], name="hr_dbsnote_destroy")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_dbsnote_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_dbsnote_team"),
                    partners.audit_ddl.Audited(hide=("text",), name="hr_dbsnote_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_dbsnote_append_only"),
                    models.UniqueConstraint(fields=("partner", "dbs_check"), name="hr_dbsnote_once"),
                    models.CheckConstraint(
                        condition=models.Q(("destroy_by__gt", models.F("written_on"))), name="hr_dbsnote_order"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_dbsnote_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="dbs_check", name="hr_dbsnote_dbs_check_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("body", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=40)),
                (
                    "part",
                    models.CharField(
                        blank=True, help_text="Part of the register, or conditions of practice", max_length=80
                    ),
                ),
                ("registered_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField()),
                ("checked_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
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
                    models.Index(fields=["partner", "person"], name="hr_registration_person"),
                    models.Index(fields=["partner", "expires_on"], name="hr_registration_expires"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_registration_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_registration_team"),
                    partners.audit_ddl.Audited(hide=("number",), name="hr_registration_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("checked_on"))), name="hr_registration_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", ""), _negated=True), models.Q(("number", ""), _negated=True)
                        ),
                        name="hr_registration_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_registration_withdrawn_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_registration_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("completed_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("provider", models.CharField(blank=True, max_length=80)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
                (
                    "course",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.trainingcourse",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "completed course",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person", "course"], name="hr_trainingrecord_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_trainingrecord_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_trainingrecord_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_trainingrecord_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True), ("expires_on__gte", models.F("completed_on")), _connector="OR"
                        ),
                        name="hr_trainingrecord_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("partner", "person", "course", "completed_on"),
                        name="hr_trainingrecord_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_trainingrecord_withdrawn_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_trainingrecord_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="course", name="hr_trainingrecord_course_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyBar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=160)),
                ("since", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
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
                    "requirement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.jobrequirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "bar from duties",
                "verbose_name_plural": "bars from duties",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_dutybar_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_dutybar_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_dutybar_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_dutybar_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("partner", "person", "requirement"),
                        name="hr_dutybar_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by__isnull", True), ("ended_on__isnull", True), ("note", "")),
                            models.Q(
                                ("ended_by__isnull", False),
                                ("ended_on__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_dutybar_ended_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_dutybar_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="requirement", name="hr_dutybar_requirement_same_partner"),
                ],
            },
        ),
        run_sql("hr", "checks"),
    ]
