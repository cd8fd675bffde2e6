"""Retention schedules, erasures, legal holds and access requests."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import partners.states
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0019_letter_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("IN_FORCE", "In force"),
                            ("REPLACED", "Replaced"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "content_hash",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the rules, by the database: what is approved is what was read",
                        max_length=64,
                    ),
                ),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                ("proposed_human", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
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
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_retentionschedule_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_retentionschedule_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_retentionschedule_audited"),
                    models.UniqueConstraint(fields=("partner", "version"), name="partners_retentionschedule_version"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [partners.states.ScheduleState["PROPOSED"], partners.states.ScheduleState["IN_FORCE"]],
                            )
                        ),
                        fields=("partner", "state"),
                        name="partners_retentionschedule_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                                ("approved_human__isnull", True),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("approved_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_retentionschedule_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_human__isnull", True),
                            models.Q(("approved_human", models.F("proposed_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_retentionschedule_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [partners.states.ScheduleState["PROPOSED"], partners.states.ScheduleState["WITHDRAWN"]],
                            ),
                            models.Q(
                                ("approved_hash", models.F("content_hash")),
                                ("approved_human__isnull", False),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_retentionschedule_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data_class", models.CharField(max_length=20)),
                ("months", models.IntegerField()),
                (
                    "clock",
                    models.CharField(
                        choices=[("day", "The day itself"), ("tax_year_end", "The end of that tax year")], max_length=12
                    ),
                ),
                ("source", models.CharField(max_length=300)),
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
                    "schedule",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.retentionschedule",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_retentionrule_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_retentionrule_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_retentionrule_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "schedule", "data_class"), name="partners_retentionrule_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 0), ("months__lte", 1200)),
                        name="partners_retentionrule_months",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="schedule", name="partners_retentionrule_schedule_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurgeProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("DONE", "Done"),
                            ("REJECTED", "Rejected"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("as_of", models.DateField(help_text="The day on which it was worked out what is old enough")),
                ("n_items", models.IntegerField(default=0)),
                ("n_held", models.IntegerField(default=0)),
                (
                    "content_hash",
                    models.CharField(blank=True, help_text="SHA-256 over the items, by the database", max_length=64),
                ),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                ("job", models.UUIDField(blank=True, help_text="The background job that erases", null=True)),
                ("proposed_human", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                ("reject_reason", models.CharField(blank=True, max_length=200)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certificate",
                    models.CharField(blank=True, help_text="SHA-256 over what became of each item", max_length=64),
                ),
                (
                    "approved_by",
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
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rejected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.retentionschedule",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal to erase",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_purgeproposal_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_purgeproposal_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_purgeproposal_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [partners.states.PurgeState["PROPOSED"], partners.states.PurgeState["APPROVED"]],
                            )
                        ),
                        fields=("partner",),
                        name="partners_purgeproposal_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                                ("approved_human__isnull", True),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("approved_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_purgeproposal_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rejected_at__isnull", True), ("rejected_by__isnull", True)),
                            models.Q(("rejected_at__isnull", False), ("rejected_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_purgeproposal_rejected_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_human__isnull", True),
                            models.Q(("approved_human", models.F("proposed_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_purgeproposal_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [partners.states.PurgeState["PROPOSED"], partners.states.PurgeState["REJECTED"]],
                            ),
                            models.Q(
                                ("approved_hash", models.F("content_hash")),
                                ("approved_human__isnull", False),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_purgeproposal_approved",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="schedule", name="partners_purgeproposal_schedule_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SarCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("person_id", models.BigIntegerField(help_text="The person in hr")),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("IDENTITY", "Waiting for proof of identity"),
                            ("VERIFIED", "Identity verified"),
                            ("CLARIFYING", "Waiting for clarification"),
                            ("COLLECTED", "To be reviewed"),
                            ("REVIEWED", "Reviewed"),
                            ("RELEASED", "Answered"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="RECEIVED",
                        max_length=10,
                    ),
                ),
                ("received_on", models.DateField()),
                ("due_on", models.DateField(help_text="The last day for the answer, as worked out after each step")),
                (
                    "scope",
                    models.CharField(
                        blank=True, help_text="What the person asked for; empty: everything", max_length=1000
                    ),
                ),
                (
                    "exclusions",
                    models.CharField(blank=True, help_text="What was left out of the search, and why", max_length=1000),
                ),
                ("is_complex", models.BooleanField(default=False)),
                ("complex_reason", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("collected_human", models.UUIDField(blank=True, null=True)),
                ("collected_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_human", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, help_text="Why it was refused or withdrawn", max_length=1000)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collected_by",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewed_by",
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
                "verbose_name": "access request",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "state", "due_on"], name="partners_sarcase_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_sarcase_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_sarcase_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_sarcase_team"),
                    partners.audit_ddl.Audited(hide=(), name="partners_sarcase_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="partners_sarcase_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("complex_reason", ""), ("is_complex", False)),
                            models.Q(("is_complex", True), models.Q(("complex_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="partners_sarcase_complex_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("collected_at__isnull", True),
                                ("collected_by__isnull", True),
                                ("collected_human__isnull", True),
                            ),
                            models.Q(
                                ("collected_at__isnull", False),
                                ("collected_by__isnull", False),
                                ("collected_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_sarcase_collected_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                                ("reviewed_human__isnull", True),
                            ),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("reviewed_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_sarcase_reviewed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_sarcase_closed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_human__isnull", True),
                            models.Q(("reviewed_human", models.F("collected_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_sarcase_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [partners.states.SarState["REVIEWED"], partners.states.SarState["RELEASED"]],
                                ),
                                _negated=True,
                            ),
                            ("reviewed_human__isnull", False),
                            _connector="OR",
                        ),
                        name="partners_sarcase_reviewed_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                (
                                    "state__in",
                                    [
                                        partners.states.SarState["RELEASED"],
                                        partners.states.SarState["REFUSED"],
                                        partners.states.SarState["WITHDRAWN"],
                                    ],
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            partners.states.SarState["RELEASED"],
                                            partners.states.SarState["REFUSED"],
                                            partners.states.SarState["WITHDRAWN"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_sarcase_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SarDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        help_text="Module, section, record and field, like pay/bank/2/reason", max_length=120
                    ),
                ),
                (
                    "exemption",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Shown"),
                            ("THIRD_PARTY", "About another person"),
                            ("FORECAST", "Management forecast"),
                            ("NEGOTIATION", "Negotiations with the person"),
                            ("PRIVILEGE", "Legal privilege"),
                            ("REFERENCE", "Reference given in confidence"),
                            ("CRIME", "Crime and taxation"),
                            ("OUT_OF_SCOPE", "Not asked for"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.sarcase",
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
                "verbose_name": "decision about a part of an access request",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_sardecision_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_sardecision_audited"),
                    models.UniqueConstraint(fields=("partner", "case", "part"), name="partners_sardecision_once"),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_sardecision_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SarEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.sarcase",
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
                "verbose_name": "event of an access request",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case", "id"], name="partners_sarevent_log")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_sarevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_sarevent_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_sarevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_sarevent_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SarFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Collected, not reviewed"),
                            ("JSON", "Answer for machines (JSON)"),
                            ("PDF", "Answer to read (PDF)"),
                        ],
                        max_length=5,
                    ),
                ),
                ("body", sharedservices.common.fields.SealedTextField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                ("n_bytes", models.IntegerField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.sarcase",
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
            ],
            options={
                "verbose_name": "file of an access request",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_sarfile_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("body",), name="partners_sarfile_audited"),
                    models.UniqueConstraint(fields=("partner", "case", "kind"), name="partners_sarfile_once"),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_sarfile_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SarPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("IDENTITY", "Proof of identity"), ("CLARIFICATION", "Clarification")], max_length=15
                    ),
                ),
                ("asked", models.CharField(max_length=500)),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.sarcase",
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
                "verbose_name": "pause of an access request",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case"], name="partners_sarpause_case")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_sarpause_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_sarpause_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("partner", "case"),
                        name="partners_sarpause_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gte", models.F("started_on")), _connector="OR"
                        ),
                        name="partners_sarpause_order",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_sarpause_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, help_text="The person in hr; empty for everybody", null=True),
                ),
                ("data_class", models.CharField(blank=True, help_text="Empty for every class", max_length=20)),
                ("reason", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lift_reason", models.CharField(blank=True, max_length=200)),
                (
                    "lifted_by",
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
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person_id"], name="partners_legalhold_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_legalhold_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_legalhold_team"),
                    partners.audit_ddl.Audited(hide=(), name="partners_legalhold_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lift_reason", ""), ("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("lift_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_legalhold_lifted_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurgeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data_class", models.CharField(max_length=20)),
                (
                    "person_id",
                    models.BigIntegerField(
                        blank=True, help_text="The person in hr; empty: nobody in particular", null=True
                    ),
                ),
                ("cutoff", models.DateField()),
                ("oldest", models.DateField(help_text="The earliest day that started a clock")),
                ("n_rows", models.IntegerField()),
                (
                    "is_held",
                    models.BooleanField(
                        default=False, help_text="A hold stood when it was proposed: it is shown and kept"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("", "Waiting"), ("ERASED", "Erased"), ("KEPT", "Kept")],
                        default="",
                        max_length=6,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("n_erased", models.IntegerField(default=0)),
                (
                    "by_table",
                    models.JSONField(
                        default=dict, help_text="Table to number of its rows that were erased or overwritten"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
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
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.purgeproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "item to erase",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["partner", "proposal", "id"],
                        name="partners_purgeitem_waiting",
                    )
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_purgeitem_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_purgeitem_team"),
                    models.UniqueConstraint(
                        fields=("partner", "proposal", "data_class", "person_id"),
                        name="partners_purgeitem_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("done_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_purgeitem_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n_rows__gt", 0), ("oldest__lte", models.F("cutoff"))),
                        name="partners_purgeitem_old",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_held", False), models.Q(("outcome", "ERASED"), _negated=True), _connector="OR"
                        ),
                        name="partners_purgeitem_held_stays",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="proposal", name="partners_purgeitem_proposal_same_partner"
                    ),
                ],
            },
        ),
    ]
