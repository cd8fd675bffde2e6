"""Family and other statutory leave, days worked during it, and decisions about step-downs of sick pay."""

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
        ("hr", "0025_identity_matches"),
        ("partners", "0013_leavers_read_only"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="stepdownnotice",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="hr_stepdownnotice_partner_id"),
        ),
        migrations.CreateModel(
            name="FamilyLeave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MATERNITY", "Maternity leave"),
                            ("ADOPTION", "Adoption leave"),
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
                (
                    "state",
                    models.CharField(
                        choices=[("AGREED", "Agreed"), ("RETURNED", "Back at work"), ("CANCELLED", "Cancelled")],
                        default="AGREED",
                        max_length=10,
                    ),
                ),
                ("notified_on", models.DateField()),
                ("expected_on", models.DateField(blank=True, help_text="Due date, or expected placement", null=True)),
                (
                    "happened_on",
                    models.DateField(
                        blank=True, help_text="Birth, placement, death, or the child’s birthday", null=True
                    ),
                ),
                ("died_on", models.DateField(blank=True, help_text="When the child’s other parent died", null=True)),
                (
                    "child",
                    models.CharField(blank=True, help_text="Initials or a name, to tell children apart", max_length=80),
                ),
                (
                    "is_bereaved",
                    models.BooleanField(default=False, help_text="The child has died: nothing is sent by itself"),
                ),
                (
                    "weeks_granted",
                    models.PositiveSmallIntegerField(default=0, help_text="Of leave that others share in; 0: all"),
                ),
                (
                    "pay",
                    models.CharField(
                        choices=[
                            ("SCHEME", "As the national agreement says"),
                            ("FULL", "Full pay"),
                            ("HALF", "Half pay"),
                            ("NIL", "None"),
                        ],
                        default="SCHEME",
                        max_length=10,
                    ),
                ),
                ("intends_return", models.BooleanField(help_text="Empty while undecided", null=True)),
                ("kit_days_allowed", models.PositiveSmallIntegerField(default=0)),
                ("compulsory_until", models.DateField(blank=True, null=True)),
                (
                    "curtailed_on",
                    models.DateField(blank=True, help_text="The last day, when ended so that others share", null=True),
                ),
                ("returned_on", models.DateField(blank=True, null=True)),
                (
                    "touch",
                    models.CharField(
                        choices=[
                            ("ALL", "News of the organisation, vacancies and invitations"),
                            ("OWN", "Only what is about the person’s own job and pay"),
                            ("NONE", "Nothing that can wait"),
                        ],
                        default="OWN",
                        max_length=4,
                    ),
                ),
                (
                    "touch_how",
                    models.CharField(blank=True, help_text="How and where, in the person’s words", max_length=200),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
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
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "case of family leave",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "assignment"], name="hr_familyleave_assignment"),
                    models.Index(fields=["partner", "person"], name="hr_familyleave_person"),
                    models.Index(fields=["partner", "state"], name="hr_familyleave_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_familyleave_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_familyleave_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_familyleave_team"),
                    partners.audit_ddl.Audited(
                        hide=("child", "note", "touch_how", "died_on", "is_bereaved"), name="hr_familyleave_audited"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_familyleave_confirmed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "RETURNED"), _negated=True),
                            ("returned_on__isnull", False),
                            _connector="OR",
                        ),
                        name="hr_familyleave_returned",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_familyleave_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_familyleave_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_familyleave_assignment_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyLeaveBlock",
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
                        blank=True, help_text="When only a part of a single day is taken", null=True
                    ),
                ),
                ("is_cancelled", models.BooleanField(default=False)),
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
                    "leave",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.familyleave",
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
                "indexes": [
                    models.Index(fields=["partner", "leave"], name="hr_familyblock_leave"),
                    models.Index(fields=["partner", "assignment"], name="hr_familyblock_assignment"),
                    models.Index(fields=["partner", "person"], name="hr_familyblock_person"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_familyleaveblock_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_familyleaveblock_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_familyleaveblock_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_cancelled", False)),
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_familyleaveblock_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_familyleaveblock_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__upper_inf", False)), name="hr_familyleaveblock_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__isnull", True), ("hours__gt", 0), _connector="OR"),
                        name="hr_familyleaveblock_hours",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_familyleaveblock_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="leave", name="hr_familyleaveblock_leave_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_familyleaveblock_assignment_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeepInTouchDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worked_on", models.DateField()),
                ("hours", sharedservices.common.fields.HoursField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "leave",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.familyleave",
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
                "indexes": [models.Index(fields=["partner", "person"], name="hr_keepintouch_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_keepintouchday_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_keepintouchday_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_keepintouchday_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_keepintouchday_append_only"),
                    models.UniqueConstraint(fields=("partner", "leave", "worked_on"), name="hr_keepintouchday_once"),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 24)), name="hr_keepintouchday_hours"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_keepintouchday_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="leave", name="hr_keepintouchday_leave_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepDownDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("CONFIRM", "Pay goes down"), ("EXTEND", "The earlier rate goes on")], max_length=10
                    ),
                ),
                ("decided_on", models.DateField(help_text="Pay goes down on this day at the earliest")),
                ("extended_to", models.DateField(blank=True, help_text="The last day of the earlier rate", null=True)),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.stepdownnotice",
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
                "indexes": [
                    models.Index(fields=["partner", "notice"], name="hr_stepdowndecision_notice"),
                    models.Index(fields=["partner", "person"], name="hr_stepdowndecision_person"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_stepdowndecision_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_stepdowndecision_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_stepdowndecision_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_stepdowndecision_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_to__isnull", True), ("kind", "CONFIRM")),
                            models.Q(
                                ("extended_to__gte", models.F("decided_on")),
                                ("extended_to__isnull", False),
                                ("kind", "EXTEND"),
                            ),
                            _connector="OR",
                        ),
                        name="hr_stepdowndecision_until",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_stepdowndecision_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="notice", name="hr_stepdowndecision_notice_same_partner"),
                ],
            },
        ),
    ]
