"""Absence and annual leave of jobs, what was agreed about both, and notices before sick pay goes down."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0004_death_guards"),
        ("partners", "0004_change_guards"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("SICKNESS", "Sickness"), ("INJURY", "Injury at work"), ("UNPAID", "Unpaid leave")],
                        max_length=10,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("BACK", "Back and neck problems"),
                            ("MUSCLES", "Other muscle and joint problems"),
                            ("STRESS", "Stress, depression, anxiety, mental health"),
                            ("VIRUS", "Infections, colds and flu"),
                            ("NEUROLOGICAL", "Neurological, headaches and migraine"),
                            ("GENITO", "Genito-urinary and gynaecological"),
                            ("PREGNANCY", "Pregnancy related"),
                            ("STOMACH", "Stomach, liver, kidney and digestion"),
                            ("HEART", "Heart, blood pressure and circulation"),
                            ("CHEST", "Chest and respiratory"),
                            ("HEAD", "Eye, ear, nose, mouth and dental"),
                            ("OTHER", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="For HR and the person only", max_length=500)),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="From the first to the last day of absence"
                    ),
                ),
                (
                    "hours_lost_first",
                    sharedservices.common.fields.HoursField(
                        blank=True, help_text="When only a part of the first day was lost", null=True
                    ),
                ),
                (
                    "hours_lost_last",
                    sharedservices.common.fields.HoursField(
                        blank=True, help_text="When only a part of the last day was lost", null=True
                    ),
                ),
                ("is_work_related", models.BooleanField(default=False)),
                ("is_disability_related", models.BooleanField(default=False)),
                ("is_pregnancy_related", models.BooleanField(default=False)),
                ("is_self_certified", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("CLOSED", "Closed"), ("CANCELLED", "Cancelled")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "employment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.employment",
                    ),
                ),
                (
                    "linked_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.absencerecord",
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
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_absencerecord_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_absencerecord_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=("reason",), name="hr_absencerecord_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "CANCELLED"), _negated=True),
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_absencerecord_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_absencerecord_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "OPEN"), ("valid__upper_inf", True)),
                            models.Q(("state", "CLOSED"), ("valid__upper_inf", False)),
                            ("state", "CANCELLED"),
                            _connector="OR",
                        ),
                        name="hr_absencerecord_closed_ends",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_absencerecord_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_absencerecord_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_absencerecord_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="linked_to", name="hr_absencerecord_linked_to_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "assignment"], name="hr_absence_assignment"),
                    models.Index(fields=["partner", "person"], name="hr_absence_person"),
                    models.Index(fields=["partner", "state"], name="hr_absence_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AbsenceTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sick_scale", models.CharField(blank=True, max_length=20)),
                ("sick_bands", models.JSONField(blank=True, default=list)),
                ("leave_bands", models.JSONField()),
                (
                    "leave_year_month",
                    models.PositiveSmallIntegerField(default=4, help_text="Month that leave years start in"),
                ),
                ("source", models.CharField(max_length=200)),
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
                    "staff_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.staffgroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_absenceterms_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_absenceterms_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("staff_group", "="), ("valid", "&&")],
                        name="hr_absenceterms_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_absenceterms_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leave_year_month__gte", 1), ("leave_year_month__lte", 12)),
                        name="hr_absenceterms_month",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="staff_group", name="hr_absenceterms_staff_group_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveBooking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="From the first to the last day of leave"
                    ),
                ),
                (
                    "hours",
                    sharedservices.common.fields.HoursField(
                        help_text="Rostered hours of these days, without bank holidays"
                    ),
                ),
                (
                    "hours_given_back",
                    sharedservices.common.fields.HoursField(
                        default=0, help_text="Of days on which the person was certified sick"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="REQUESTED",
                        max_length=10,
                    ),
                ),
                ("requested_human", models.UUIDField()),
                ("requested_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_note", models.CharField(blank=True, max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "employment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.employment",
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
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavebooking_isolation", self_insert=True, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leavebooking_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ["REQUESTED", "APPROVED"])),
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_leavebooking_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_leavebooking_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours__gt", 0),
                            ("hours_given_back__gte", 0),
                            ("hours_given_back__lte", models.F("hours")),
                            ("valid__upper_inf", False),
                        ),
                        name="hr_leavebooking_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leavebooking_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "APPROVED"), _negated=True),
                            models.Q(
                                ("decided_human__isnull", False),
                                models.Q(("decided_human", models.F("requested_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leavebooking_second_person",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_leavebooking_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_leavebooking_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_leavebooking_assignment_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "assignment"], name="hr_leave_assignment"),
                    models.Index(fields=["partner", "person"], name="hr_leave_person"),
                    models.Index(fields=["partner", "state"], name="hr_leave_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year_start", models.DateField(help_text="First day of the leave year that the hours are for")),
                (
                    "bucket",
                    models.CharField(
                        choices=[
                            ("contractual", "Carried over as agreed"),
                            ("sickness", "Carried over because of sickness"),
                            ("family", "Carried over because of family leave"),
                            ("prevented", "Carried over because the employer prevented leave"),
                        ],
                        max_length=12,
                    ),
                ),
                ("hours", sharedservices.common.fields.HoursField()),
                ("expires_on", models.DateField(help_text="The last day on which they may be taken")),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "made_by",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavecredit_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leavecredit_audited"),
                    models.UniqueConstraint(
                        fields=("partner", "assignment", "year_start", "bucket"), name="hr_leavecredit_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="hr_leavecredit_positive"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_leavecredit_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_leavecredit_assignment_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_leavecredit_person")],
            },
        ),
        migrations.CreateModel(
            name="FitNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("NOT_FIT", "Not fit for work"), ("MAY_BE_FIT", "May be fit for work")], max_length=10
                    ),
                ),
                (
                    "adjustments",
                    models.CharField(blank=True, help_text="What would let the person work", max_length=500),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(help_text="The days that it covers")),
                ("recorded_at", models.DateTimeField()),
                (
                    "absence",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.absencerecord",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_fitnote_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=("adjustments",), name="hr_fitnote_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_fitnote_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__upper_inf", False)), name="hr_fitnote_ends"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_fitnote_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="absence", name="hr_fitnote_absence_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "absence"], name="hr_fitnote_absence"),
                    models.Index(fields=["partner", "person"], name="hr_fitnote_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepDownNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("step_on", models.DateField(help_text="The day from which the forecast pays less")),
                ("to_rate", models.CharField(choices=[("half", "Half pay"), ("nil", "No sick pay")], max_length=4)),
                ("first_sent_on", models.DateField(help_text="At least four weeks before pay goes down")),
                ("second_sent_on", models.DateField(help_text="A week before pay goes down", null=True)),
                (
                    "absence",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.absencerecord",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_stepdownnotice_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_stepdownnotice_audited"),
                    models.UniqueConstraint(
                        fields=("partner", "absence", "step_on", "to_rate"), name="hr_stepdown_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_sent_on__isnull", True),
                            ("second_sent_on__gte", models.F("first_sent_on")),
                            _connector="OR",
                        ),
                        name="hr_stepdown_in_order",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_stepdownnotice_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="absence", name="hr_stepdownnotice_absence_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_stepdown_person")],
            },
        ),
    ]
