"""Leaving a job or an employment, its tasks, what was overpaid; transfers between partners."""

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
        ("hr", "0017_bank_change_guards"),
        ("partners", "0013_leavers_read_only"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("NOTICE", "Working notice"),
                            ("LEFT", "Left"),
                            ("CLOSED", "Closed"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="NOTICE",
                        max_length=10,
                    ),
                ),
                (
                    "leaving_reason",
                    models.CharField(
                        choices=[
                            ("RESIGNATION", "Resignation"),
                            ("RETIREMENT", "Retirement"),
                            ("ILL_HEALTH", "Ill-health retirement"),
                            ("CONDUCT", "Dismissal: conduct"),
                            ("GROSS_MISCONDUCT", "Dismissal: gross misconduct"),
                            ("CAPABILITY", "Dismissal: capability"),
                            ("PROBATION", "Dismissal: probation"),
                            ("OTHER_SUBSTANTIAL", "Dismissal: some other substantial reason"),
                            ("REDUNDANCY", "Redundancy"),
                            ("VOLUNTARY_REDUNDANCY", "Voluntary redundancy"),
                            ("END_OF_FIXED_TERM", "End of fixed term"),
                            ("TUPE_OUT", "Transfer of undertaking (TUPE)"),
                            ("TRANSFER", "Transfer to another partner"),
                            ("SETTLEMENT", "Settlement agreement"),
                        ],
                        max_length=30,
                    ),
                ),
                ("last_day", models.DateField()),
                ("notice_given_on", models.DateField()),
                (
                    "notice",
                    models.CharField(
                        choices=[("WORKED", "Worked"), ("IN_LIEU", "Paid in lieu"), ("NONE", "None")], max_length=10
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("LAST_DAY", "At the end of the last day"), ("AT_ONCE", "At once")],
                        default="LAST_DAY",
                        max_length=10,
                    ),
                ),
                ("case_reference", models.CharField(blank=True, max_length=60)),
                ("exit_payment", sharedservices.common.fields.MoneyField(default=0)),
                ("exit_authority", models.CharField(blank=True, max_length=200)),
                (
                    "rehire",
                    models.CharField(
                        choices=[("YES", "Yes"), ("HR_DECIDES", "HR decides"), ("NO", "No")], max_length=10
                    ),
                ),
                ("ends_employment", models.BooleanField()),
                ("ended", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
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
                "verbose_name": "leaving",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_leaving_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_leaving_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_leaving_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_leaving_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("assignment__isnull", False), models.Q(("state", "WITHDRAWN"), _negated=True)
                        ),
                        fields=("partner", "assignment"),
                        name="hr_leaving_job_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_employment", True), models.Q(("state", "WITHDRAWN"), _negated=True)),
                        fields=("partner", "employment"),
                        name="hr_leaving_employment_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("assignment__isnull", False), ("ends_employment", True), _connector="OR"),
                        name="hr_leaving_ends_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "leaving_reason__in",
                                    ["CAPABILITY", "CONDUCT", "GROSS_MISCONDUCT", "OTHER_SUBSTANTIAL", "PROBATION"],
                                ),
                                _negated=True,
                            ),
                            models.Q(("case_reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_leaving_dismissal_has_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exit_authority", ""), ("exit_payment", 0)),
                            models.Q(("exit_payment__gt", 0), models.Q(("exit_authority", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_leaving_exit_payment_has_authority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_given_on__lte", models.F("last_day"))),
                        name="hr_leaving_notice_first",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_leaving_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_leaving_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_leaving_assignment_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "state", "last_day"], name="hr_leaving_state"),
                    models.Index(fields=["partner", "person"], name="hr_leaving_person"),
                    models.Index(fields=["partner", "employment"], name="hr_leaving_employment"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeavingTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "contract_notice_weeks",
                    models.IntegerField(default=4, help_text="Weeks of notice of the contract, either side"),
                ),
                (
                    "redundancy_multiplier",
                    sharedservices.common.fields.RateField(
                        default=1, help_text="1 for the statutory weeks, more for a local scheme"
                    ),
                ),
                (
                    "uses_actual_week_pay",
                    models.BooleanField(default=False, help_text="The actual week’s pay instead of the limited"),
                ),
                (
                    "recovers_leave",
                    models.BooleanField(default=False, help_text="The contract lets too much leave be taken back"),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavingterms_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leavingterms_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("valid", "&&")], name="hr_leavingterms_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_leavingterms_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contract_notice_weeks__gte", 0), ("redundancy_multiplier__gte", 1)),
                        name="hr_leavingterms_sensible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferEnvelope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RELEASED", "Waiting for the other partner"),
                            ("ACCEPTED", "Accepted"),
                            ("COMPLETED", "Completed"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="RELEASED",
                        max_length=10,
                    ),
                ),
                ("content", sharedservices.common.fields.SealedTextField()),
                ("content_hash", models.CharField(max_length=64)),
                ("last_day", models.DateField()),
                ("released_human", models.UUIDField()),
                ("released_at", models.DateTimeField()),
                ("signed_human", models.UUIDField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_partner",
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
                    partners.rls.PartnerIsolation(
                        name="hr_transferenvelope_isolation",
                        reader="to_partner_id",
                        reader_if="state <> 'WITHDRAWN'",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                        signer_if=("state = 'RELEASED'", "state IN ('ACCEPTED', 'REFUSED')"),
                    ),
                    partners.audit_ddl.Audited(hide=("content",), name="hr_transferenvelope_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("to_partner", models.F("partner")), _negated=True),
                        name="hr_transferenvelope_two_partners",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("signed_human__isnull", True),
                                ("state__in", ["RELEASED", "WITHDRAWN"]),
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signed_human__isnull", False),
                                ("state__in", ["ACCEPTED", "COMPLETED", "REFUSED"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_transferenvelope_signed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_human__isnull", True),
                            models.Q(("signed_human", models.F("released_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_transferenvelope_two_people",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "state"], name="hr_transfer_out"),
                    models.Index(fields=["partner", "to_partner", "state"], name="hr_transfer_in"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("envelope", models.UUIDField()),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_transferin_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_transferin_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_transferin_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_transferin_append_only"),
                    models.UniqueConstraint(fields=("partner", "envelope"), name="hr_transferin_once"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_transferin_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_transferin_employment_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "employment"], name="hr_transferin_employment")],
            },
        ),
        migrations.CreateModel(
            name="TransferOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("envelope", models.UUIDField()),
                (
                    "consent_on",
                    models.DateField(help_text="The employee agreed to the transfer and to what the envelope carries"),
                ),
                ("consent_evidence", models.CharField(max_length=200)),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_transferout_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_transferout_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_transferout_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_transferout_append_only"),
                    models.UniqueConstraint(fields=("partner", "envelope"), name="hr_transferout_once"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_transferout_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_transferout_employment_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "employment"], name="hr_transferout_employment")],
            },
        ),
        migrations.CreateModel(
            name="LeavingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaving",
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
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavingevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leavingevent_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_leavingevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_leavingevent_leaving_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "leaving", "id"], name="hr_leavingevent_log")],
            },
        ),
        migrations.CreateModel(
            name="LeavingTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("HR", "HR"),
                            ("MANAGER", "Line manager"),
                            ("IT", "IT"),
                            ("PAYROLL", "Payroll"),
                            ("PENSIONS", "Pensions"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "To do"), ("DONE", "Done"), ("NOT_NEEDED", "Not needed")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "leaving",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaving",
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
                    "settled_by",
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
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavingtask_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leavingtask_audited"),
                    models.UniqueConstraint(fields=("partner", "leaving", "code"), name="hr_leavingtask_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "OPEN")),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("state__in", ["DONE", "NOT_NEEDED"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leavingtask_settled_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "NOT_NEEDED"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_leavingtask_says_why",
                    ),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_leavingtask_leaving_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "state", "due_on"], name="hr_leavingtask_due")],
            },
        ),
        migrations.CreateModel(
            name="OverpaymentCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("run", models.UUIDField(help_text="The pay run that paid it")),
                ("run_label", models.CharField(max_length=120)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField(help_text="The day after the period")),
                ("pay_date", models.DateField()),
                ("days_overpaid", models.IntegerField()),
                ("days_in_period", models.IntegerField()),
                ("net_paid", sharedservices.common.fields.MoneyField()),
                ("found_at", models.DateTimeField()),
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
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaving",
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
                        name="hr_overpaymentcase_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_overpaymentcase_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_overpaymentcase_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_overpaymentcase_append_only"),
                    models.UniqueConstraint(fields=("partner", "leaving", "run"), name="hr_overpaymentcase_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days_overpaid__gt", 0), ("days_overpaid__lte", models.F("days_in_period"))
                        ),
                        name="hr_overpaymentcase_days",
                    ),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_overpaymentcase_leaving_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_overpaymentcase_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_overpaymentcase_employment_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_overpayment_person")],
            },
        ),
    ]
