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
        ("hr", "0015_onboarding_guards"),
        ("partners", "0011_devices_and_text_messages"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("EMAIL", "E-mail address"), ("PHONE", "Telephone number")], max_length=5
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verified_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LINK", "Opened the link that was sent there"),
                            ("STAFF", "HR spoke to the person on it"),
                        ],
                        max_length=5,
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_contact_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_contact_isolation",
                        self_insert=True,
                        self_only_if="",
                        self_service="person_id",
                        self_update=("ended_at",),
                        self_update_if="ended_at IS NOT NULL",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_contact_team"),
                    partners.audit_ddl.Audited(hide=("value",), name="hr_contact_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("partner", "person", "kind"),
                        name="hr_contact_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begun_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("begun_at")),
                            _connector="OR",
                        ),
                        name="hr_contact_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_at__isnull", True), ("verified_how", "")),
                            models.Q(("verified_at__isnull", False), models.Q(("verified_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_contact_verified_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_contact_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_contact_person")],
            },
        ),
        migrations.CreateModel(
            name="EmergencyContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("relationship", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(max_length=30)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
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
                        name="hr_emergencycontact_isolation",
                        self_insert=True,
                        self_only_if="",
                        self_service="person_id",
                        self_update=("removed_at",),
                        self_update_if="removed_at IS NOT NULL",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_emergencycontact_team"),
                    partners.audit_ddl.Audited(
                        hide=("name", "relationship", "phone"), name="hr_emergencycontact_audited"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_emergencycontact_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_emergencycontact_person")],
            },
        ),
        migrations.CreateModel(
            name="BankChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("SELF_SERVICE", "Self-service, with a fresh sign-in"),
                            ("IN_PERSON", "In person, with proof of identity"),
                            ("VERIFIED_CALL", "HR called a number that it held before"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "evidence",
                    models.CharField(blank=True, help_text="What HR saw, or who was called when", max_length=300),
                ),
                ("holder", models.CharField(max_length=100)),
                (
                    "details",
                    sharedservices.common.fields.SealedTextField(help_text="Sort code, account number and roll number"),
                ),
                ("fingerprint", sharedservices.common.fields.BlindIndexField()),
                ("last_four", models.CharField(max_length=4)),
                (
                    "modulus_check",
                    models.CharField(choices=[("VALID", "Passed"), ("UNCHECKED", "Unchecked")], max_length=10),
                ),
                (
                    "payee_check",
                    models.CharField(
                        choices=[
                            ("MATCH", "The name matches"),
                            ("CLOSE", "The name is close"),
                            ("NO_MATCH", "The name does not match"),
                            ("UNAVAILABLE", "Not checked: no service is connected"),
                        ],
                        default="UNAVAILABLE",
                        max_length=12,
                    ),
                ),
                ("is_first", models.BooleanField(default=False, help_text="There was no account before")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Asked for"),
                            ("VERIFYING", "Being checked"),
                            ("COOLING_OFF", "Waiting to take effect"),
                            ("ACTIVE", "In effect"),
                            ("REJECTED", "Stopped"),
                            ("CANCELLED_BY_OWNER", "Cancelled by the person"),
                        ],
                        default="REQUESTED",
                        max_length=20,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("requested_human", models.UUIDField()),
                ("requested_at", models.DateTimeField()),
                (
                    "signed_in_at",
                    models.DateTimeField(blank=True, help_text="When a password or code was last given", null=True),
                ),
                ("device_first_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.IntegerField(blank=True, null=True)),
                ("findings", models.JSONField(blank=True, default=list)),
                ("needs_second", models.BooleanField(default=True)),
                ("accepted_human", models.UUIDField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.bankaccount",
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
                (
                    "called",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of bank account",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_bankchange_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_bankchange_isolation",
                        self_insert=True,
                        self_only_if="",
                        self_service="person_id",
                        self_update=("state", "settled_at"),
                        self_update_if="state = 'CANCELLED_BY_OWNER'",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_bankchange_team"),
                    partners.audit_ddl.Audited(
                        hide=("details", "fingerprint", "last_four"), name="hr_bankchange_audited"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["REQUESTED", "VERIFYING", "COOLING_OFF"])),
                        fields=("partner", "employment"),
                        name="hr_bankchange_one_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("called__isnull", True),
                                ("channel", "SELF_SERVICE"),
                                ("evidence", ""),
                                ("signed_in_at__isnull", False),
                            ),
                            models.Q(
                                ("called__isnull", True),
                                ("channel", "IN_PERSON"),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            models.Q(
                                ("called__isnull", False),
                                ("channel", "VERIFIED_CALL"),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_bankchange_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "SELF_SERVICE"), ("needs_second", True), _connector="OR"),
                        name="hr_bankchange_staff_needs_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted_at__isnull", True),
                                ("accepted_by__isnull", True),
                                ("accepted_human__isnull", True),
                            ),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("accepted_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_bankchange_accepted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_human__isnull", True),
                            models.Q(("accepted_human", models.F("requested_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_bankchange_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["COOLING_OFF", "ACTIVE"]), _negated=True),
                            models.Q(
                                ("score__isnull", False),
                                models.Q(("needs_second", False), ("accepted_at__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="hr_bankchange_checked_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("state", "ACTIVE")),
                            models.Q(models.Q(("state", "ACTIVE"), _negated=True), ("account__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_bankchange_account_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True), ("state__in", ["REQUESTED", "VERIFYING", "COOLING_OFF"])
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ["ACTIVE", "REJECTED", "CANCELLED_BY_OWNER"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_bankchange_settled",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_bankchange_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_bankchange_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="called", name="hr_bankchange_called_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="account", name="hr_bankchange_account_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_bankchange_person"),
                    models.Index(fields=["partner", "state", "requested_at"], name="hr_bankchange_state"),
                    models.Index(fields=["partner", "fingerprint"], name="hr_bankchange_fingerprint"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankCallBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("CONFIRMED", "The person asked for the change"),
                            ("DENIED", "The person did not ask for it"),
                            ("NOT_REACHED", "Nobody was reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "called_by",
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
                    "change",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.bankchange",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "call-back",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_bankcallback_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_bankcallback_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_bankcallback_append_only"),
                    partners.fk.SamePartnerForeignKey(field="change", name="hr_bankcallback_change_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="contact", name="hr_bankcallback_contact_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "change"], name="hr_bankcallback_change")],
            },
        ),
        migrations.CreateModel(
            name="BankChangeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "change",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.bankchange",
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
                        name="hr_bankchangeevent_isolation", self_insert=True, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_bankchangeevent_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_bankchangeevent_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_bankchangeevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="change", name="hr_bankchangeevent_change_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_bankchangeevent_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "change", "id"], name="hr_bankchangeevent_log")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="hr_person_isolation",
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=partners.rls.PartnerIsolation(
                name="hr_person_isolation",
                self_insert=False,
                self_only_if="",
                self_service="id",
                self_update=("known_as", "address_line_1", "address_line_2", "town", "postcode", "email", "phone"),
                self_update_if="",
            ),
        ),
    ]
