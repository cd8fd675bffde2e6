"""Documents in answers, requests about data, complaints, breaches, and the monthly report of who looked."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import partners.states
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0023_concealed_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Being looked into"),
                            ("DECIDED", "Decided about notification"),
                            ("CLOSED", "Closed"),
                        ],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("what", models.CharField(help_text="What happened, without names", max_length=2000)),
                ("happened_at", models.DateTimeField(blank=True, null=True)),
                ("aware_at", models.DateTimeField(help_text="When the partner became aware: the clock starts")),
                ("due_at", models.DateTimeField()),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("UNLIKELY", "A risk to people is unlikely"),
                            ("RISK", "A risk to people"),
                            ("HIGH", "A high risk to people"),
                        ],
                        max_length=8,
                    ),
                ),
                ("n_people", models.IntegerField(blank=True, help_text="About how many people it concerns", null=True)),
                ("data_kinds", models.CharField(help_text="Which data of theirs", max_length=500)),
                ("containment", models.CharField(blank=True, max_length=2000)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOTIFY", "The Information Commissioner is told"),
                            ("NOT_NOTIFY", "Not told: a risk to people is unlikely"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("decision_reason", models.CharField(blank=True, max_length=1000)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
                ("ico_reference", models.CharField(blank=True, max_length=40)),
                (
                    "late_reason",
                    models.CharField(blank=True, help_text="Why it was told after 72 hours", max_length=500),
                ),
                ("people_told_at", models.DateTimeField(blank=True, null=True)),
                ("n_told", models.IntegerField(blank=True, null=True)),
                ("told_how", models.CharField(blank=True, max_length=500)),
                ("lessons", models.CharField(blank=True, max_length=2000)),
                ("recorded_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "decided_by",
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
            ],
            options={
                "verbose_name": "breach",
                "verbose_name_plural": "breaches",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_breach_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_breach_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_breach_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="partners_breach_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decision", ""),
                                ("decision_reason", ""),
                            ),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("decision_reason", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_breach_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "OPEN"), models.Q(("decision", ""), _negated=True), _connector="OR"
                        ),
                        name="partners_breach_decided_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "NOT_NOTIFY"), _negated=True),
                            ("severity", "UNLIKELY"),
                            _connector="OR",
                        ),
                        name="partners_breach_risk_is_notified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notified_at__isnull", True),
                            ("notified_at__lte", models.F("due_at")),
                            models.Q(("late_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_breach_late_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "CLOSED"), _negated=True),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("containment", ""), _negated=True),
                                models.Q(("lessons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_breach_closed_whole",
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "state", "due_at"], name="partners_breach_due")],
            },
        ),
        migrations.CreateModel(
            name="BreachEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "breach",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.breach",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "event of a breach",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_breachevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_breachevent_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_breachevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="breach", name="partners_breachevent_breach_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "breach", "id"], name="partners_breachevent_log")],
            },
        ),
        migrations.CreateModel(
            name="LookerReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("month", models.DateField(help_text="Its first day")),
                ("made_at", models.DateTimeField()),
                ("n_lookers", models.IntegerField()),
                ("n_flagged", models.IntegerField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, help_text="What was made of it", max_length=1000)),
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
                    "read_by",
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
                "verbose_name": "report of who looked",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_lookerreport_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_lookerreport_audited"),
                    models.UniqueConstraint(fields=("partner", "month"), name="partners_lookerreport_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at__isnull", True), ("read_by__isnull", True), ("words", "")),
                            models.Q(
                                ("read_at__isnull", False),
                                ("read_by__isnull", False),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_lookerreport_read_whole",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="RightsCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("person_id", models.BigIntegerField(help_text="The person in hr")),
                ("number", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RECTIFY", "Put something right"),
                            ("RESTRICT", "Restrict what is done with something"),
                            ("OBJECT", "Object to something"),
                            ("PORT", "A copy of what I gave, for machines"),
                            ("COMPLAIN", "Complaint about how data is dealt with"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("WORKING", "Acknowledged, being dealt with"),
                            ("UPHELD", "Done as asked"),
                            ("PARTLY", "Done in part"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="RECEIVED",
                        max_length=9,
                    ),
                ),
                ("area", models.CharField(help_text="What it is about, of rights.toml", max_length=20)),
                ("words", models.CharField(blank=True, help_text="What the person said", max_length=1000)),
                ("is_own", models.BooleanField(default=False, help_text="Asked in self-service")),
                ("received_on", models.DateField()),
                ("acknowledge_by", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "paused_at",
                    models.DateTimeField(blank=True, help_text="From when the area is restricted", null=True),
                ),
                (
                    "paused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        help_text="What is paused",
                        size=None,
                    ),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_why", models.CharField(blank=True, max_length=500)),
                ("outcome", models.CharField(blank=True, max_length=1000)),
                ("recorded_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "owner",
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
            ],
            options={
                "verbose_name": "request about data",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_rightscase_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_rightscase_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="partners_rightscase_team"),
                    partners.audit_ddl.Audited(
                        hide=("words", "outcome", "lifted_why"), name="partners_rightscase_audited"
                    ),
                    models.UniqueConstraint(fields=("partner", "number"), name="partners_rightscase_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        partners.states.RightsState["UPHELD"],
                                        partners.states.RightsState["PARTLY"],
                                        partners.states.RightsState["REFUSED"],
                                        partners.states.RightsState["WITHDRAWN"],
                                    ],
                                ),
                                models.Q(("outcome", ""), _negated=True),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            partners.states.RightsState["UPHELD"],
                                            partners.states.RightsState["PARTLY"],
                                            partners.states.RightsState["REFUSED"],
                                            partners.states.RightsState["WITHDRAWN"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                ("outcome", ""),
                            ),
                            _connector="OR",
                        ),
                        name="partners_rightscase_ended_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lifted_at__isnull", True),
                                ("lifted_why", ""),
                                ("paused", []),
                                ("paused_at__isnull", True),
                            ),
                            models.Q(
                                ("lifted_at__isnull", True),
                                ("lifted_why", ""),
                                ("paused_at__isnull", False),
                                models.Q(("paused", []), _negated=True),
                            ),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("paused_at__isnull", False),
                                models.Q(("lifted_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_rightscase_restriction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "WORKING"), _negated=True),
                            ("acknowledged_at__isnull", False),
                            _connector="OR",
                        ),
                        name="partners_rightscase_told",
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "state", "due_on"], name="partners_rightscase_due")],
            },
        ),
        migrations.CreateModel(
            name="RightsEvent",
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
                        to="partners.rightscase",
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
                "verbose_name": "event of a request about data",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_rightsevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_rightsevent_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_rightsevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_rightsevent_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "id"], name="partners_rightsevent_log")],
            },
        ),
        migrations.CreateModel(
            name="SarDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("section", models.CharField(help_text="The folder that it stands in", max_length=60)),
                ("title", models.CharField(max_length=150)),
                ("source", models.UUIDField(help_text="The document, where it is held")),
                ("content_type", models.CharField(max_length=40)),
                ("n_bytes", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "To be decided"),
                            ("RELEASE", "Released"),
                            ("REDACT", "Released with parts blacked out"),
                            ("WITHHOLD", "Withheld"),
                        ],
                        default="",
                        max_length=8,
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
                ("body", sharedservices.common.fields.SealedTextField(blank=True)),
                ("out_type", models.CharField(blank=True, max_length=40)),
                ("out_bytes", models.IntegerField(blank=True, null=True)),
                ("out_sha256", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "decided_by",
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
            ],
            options={
                "verbose_name": "document in an access request",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_sardocument_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("body",), name="partners_sardocument_audited"),
                    models.UniqueConstraint(fields=("partner", "case", "number"), name="partners_sardocument_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_sardocument_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__in", ["", "RELEASE"]), ("exemption", ""), ("words", "")),
                            models.Q(
                                ("decision__in", ["REDACT", "WITHHOLD"]),
                                models.Q(("exemption", ""), _negated=True),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_sardocument_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "REDACT"), _negated=True),
                            models.Q(("out_sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_sardocument_redacted",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="partners_sardocument_case_same_partner"),
                ],
                "indexes": [],
            },
        ),
        run_sql("partners", "rights"),
    ]
