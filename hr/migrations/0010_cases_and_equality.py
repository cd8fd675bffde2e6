import uuid

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
        ("hr", "0009_case_access"),
        ("partners", "0007_team_scope"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="HrCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DISCIPLINARY", "Disciplinary"),
                            ("GRIEVANCE", "Grievance"),
                            ("CAPABILITY", "Capability"),
                            ("BULLYING", "Bullying or harassment"),
                            ("WHISTLEBLOWING", "Whistle-blowing"),
                            ("FLEXIBLE", "Flexible working"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("NORMAL", "Normal"), ("RESTRICTED", "Restricted"), ("SEALED", "Sealed")],
                        default="NORMAL",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPENED", "Opened"),
                            ("INVESTIGATION", "Investigation"),
                            ("HEARING", "Hearing"),
                            ("DECIDED", "Decided"),
                            ("APPEAL", "Appeal"),
                            ("APPEAL_DECIDED", "Appeal decided"),
                            ("CLOSED", "Closed"),
                        ],
                        default="OPENED",
                        max_length=20,
                    ),
                ),
                ("received_on", models.DateField()),
                ("summary", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("suspended_from", models.DateField(blank=True, null=True)),
                ("suspended_until", models.DateField(blank=True, help_text="Last day", null=True)),
                ("acas_on", models.DateField(blank=True, help_text="Early conciliation notified", null=True)),
                ("tribunal_on", models.DateField(blank=True, help_text="Claim received or hearing", null=True)),
                (
                    "is_on_hold",
                    models.BooleanField(default=False, help_text="Legal hold: nothing of it is ever deleted"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NO_ACTION", "No case to answer"),
                            ("INFORMAL", "Informal action, advice or support"),
                            ("UPHELD", "Upheld"),
                            ("PARTLY", "Upheld in part"),
                            ("NOT_UPHELD", "Not upheld"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome_note", models.TextField(blank=True)),
                ("decided_human", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("appeal_on", models.DateField(blank=True, null=True)),
                ("appeal_grounds", models.TextField(blank=True)),
                (
                    "appeal_outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DISMISSED", "Appeal dismissed: the decision stands"),
                            ("ALLOWED", "Appeal allowed: the decision is set aside"),
                            ("CHANGED", "Appeal allowed in part: the decision is changed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("appeal_note", models.TextField(blank=True)),
                ("appeal_decided_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "appeal_decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "opened_by",
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
                "verbose_name": "HR case",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_hrcase_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_hrcase_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
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
                            "suspended_from",
                            "suspended_until",
                            "acas_on",
                            "tribunal_on",
                        ),
                        name="hr_hrcase_audited",
                    ),
                    models.UniqueConstraint(fields=("partner", "reference"), name="hr_hrcase_reference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_hrcase_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("appeal_decided_at__isnull", True),
                                ("appeal_decided_by__isnull", True),
                                ("appeal_outcome", ""),
                            ),
                            models.Q(
                                ("appeal_decided_at__isnull", False),
                                ("appeal_decided_by__isnull", False),
                                models.Q(("appeal_outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_hrcase_appeal_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                models.Q(("state", "CLOSED"), _negated=True),
                            ),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("state", "CLOSED")),
                            _connector="OR",
                        ),
                        name="hr_hrcase_closed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("suspended_until__isnull", True),
                            ("suspended_from__lte", models.F("suspended_until")),
                            _connector="OR",
                        ),
                        name="hr_hrcase_suspension",
                    ),
                    partners.rls.Narrowed(
                        name="hr_hrcase_narrowed", using="hr_sees_case(partner_id, id, opened_by_id)"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_hrcase_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "state", "opened_at"], name="hr_hrcase_state")],
            },
        ),
        migrations.CreateModel(
            name="ReturnInterview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("NOTHING", "Nothing further"),
                            ("SUPPORT", "Support or an adjustment agreed"),
                            ("HEALTH", "Referral to occupational health"),
                            ("REVIEW", "A review at a later date"),
                            ("FORMAL", "A formal absence meeting"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
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
                        name="hr_returninterview_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_returninterview_team"),
                    partners.audit_ddl.Audited(hide=("note",), name="hr_returninterview_audited"),
                    models.UniqueConstraint(fields=("partner", "absence"), name="hr_returninterview_once"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_returninterview_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="absence", name="hr_returninterview_absence_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_returninterview_person")],
            },
        ),
        migrations.CreateModel(
            name="EqualityAnswers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField()),
                ("saved_on", models.DateField()),
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
                        name="hr_equalityanswers_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_equalityanswers_team"),
                    partners.audit_ddl.Audited(hide=("answers", "person_id"), name="hr_equalityanswers_audited"),
                    models.UniqueConstraint(fields=("partner", "person"), name="hr_equalityanswers_once"),
                    partners.rls.Narrowed(
                        name="hr_equalityanswers_narrowed",
                        using="NOT (partner_id = ANY ((SELECT app_partner_ids())::bigint[]))",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_equalityanswers_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("question", models.TextField(help_text="Without the name of anybody whom the witness need not know")),
                ("asked_at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
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
                    "witness",
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
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_casestatement_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
                        hide=("question", "text", "witness_id", "given_by_id"), name="hr_casestatement_audited"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at__isnull", True), ("given_by__isnull", True), ("text", "")),
                            models.Q(
                                ("given_at__isnull", False),
                                ("given_by", models.F("witness")),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_casestatement_given_pair",
                    ),
                    partners.rls.Narrowed(
                        name="hr_casestatement_narrowed",
                        using="witness_id = app_actor_id() OR hr_sees_case(partner_id, case_id)",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_casestatement_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case"], name="hr_casestatement_case")],
            },
        ),
        migrations.CreateModel(
            name="CaseSanction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FIRST_WARNING", "First written warning"),
                            ("FINAL_WARNING", "Final written warning"),
                            ("DEMOTION", "Demotion or transfer"),
                            ("DISMISSAL", "Dismissal with notice"),
                            ("SUMMARY", "Summary dismissal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                (
                    "spent_on",
                    models.DateField(blank=True, help_text="The day from which it no longer counts", null=True),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_casesanction_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("kind", "from_on", "spent_on"), name="hr_casesanction_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_casesanction_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("spent_on__isnull", True), ("spent_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="hr_casesanction_spent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["FIRST_WARNING", "FINAL_WARNING"]), _negated=True),
                            ("spent_on__isnull", False),
                            _connector="OR",
                        ),
                        name="hr_casesanction_warning_ends",
                    ),
                    partners.rls.Narrowed(name="hr_casesanction_narrowed", using="hr_sees_case(partner_id, case_id)"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_casesanction_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseReporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("identity", sharedservices.common.fields.SealedTextField()),
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_casereporter_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("identity",), name="hr_casereporter_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_casereporter_append_only"),
                    models.UniqueConstraint(fields=("partner", "case"), name="hr_casereporter_once"),
                    partners.rls.Narrowed(
                        name="hr_casereporter_narrowed", using="hr_is_case_officer(partner_id, case_id)"
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_casereporter_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("human", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OFFICER", "Case officer"),
                            ("INVESTIGATOR", "Investigator"),
                            ("DECIDER", "Decision-maker"),
                            ("APPEAL", "Hears the appeal"),
                            ("NOTES", "Takes notes"),
                        ],
                        max_length=12,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
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
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
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
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_casemember_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_casemember_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("partner", "case", "human"),
                        name="hr_casemember_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_casemember_removed_pair",
                    ),
                    partners.rls.Narrowed(name="hr_casemember_narrowed", using="hr_sees_case(partner_id, case_id)"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_casemember_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "user"], name="hr_casemember_list")],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                (
                    "by",
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_caseevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("note",), name="hr_caseevent_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_caseevent_append_only"),
                    partners.rls.Narrowed(name="hr_caseevent_narrowed", using="hr_sees_case(partner_id, case_id)"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_caseevent_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_caseevent_log")],
            },
        ),
        migrations.CreateModel(
            name="CaseBar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("human", models.UUIDField()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                    "user",
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
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_casebar_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("reason",), name="hr_casebar_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_casebar_append_only"),
                    models.UniqueConstraint(fields=("partner", "case", "human"), name="hr_casebar_once"),
                    partners.rls.Narrowed(name="hr_casebar_narrowed", using="hr_sees_case(partner_id, case_id)"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_casebar_case_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAllegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.SmallIntegerField()),
                ("text", models.TextField()),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("OPEN", "Not decided yet"),
                            ("FOUND", "Found"),
                            ("PARTLY", "Found in part"),
                            ("NOT_FOUND", "Not found"),
                            ("DROPPED", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=10,
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
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.hrcase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_caseallegation_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("text", "finding"), name="hr_caseallegation_audited"),
                    models.UniqueConstraint(fields=("partner", "case", "number"), name="hr_caseallegation_number"),
                    partners.rls.Narrowed(name="hr_caseallegation_narrowed", using="hr_sees_case(partner_id, case_id)"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_caseallegation_case_same_partner"),
                ],
            },
        ),
    ]
