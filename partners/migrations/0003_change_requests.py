import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import partners.states
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0002_audit_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, help_text="The person in hr whom it is about", null=True),
                ),
                ("subject", models.CharField(max_length=200)),
                ("subject_href", models.CharField(blank=True, max_length=200)),
                ("payload", models.JSONField()),
                ("before", models.JSONField(default=list)),
                ("after", models.JSONField(default=list)),
                ("effects", models.JSONField(default=list)),
                ("content_hash", models.CharField(max_length=64)),
                ("effective_from", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("affects_pay", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for approval"),
                            ("RETURNED", "Returned with comments"),
                            ("CONFLICT", "Overtaken"),
                            ("APPLIED", "Approved and recorded"),
                            ("REJECTED", "Rejected"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("EXPIRED", "Expired"),
                        ],
                        default="WAITING",
                        max_length=10,
                    ),
                ),
                ("round", models.IntegerField(default=1)),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_changerequest_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_changerequest_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("payload",), name="partners_changerequest_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                (
                                    "state__in",
                                    [
                                        partners.states.ChangeState["WAITING"],
                                        partners.states.ChangeState["RETURNED"],
                                        partners.states.ChangeState["CONFLICT"],
                                    ],
                                ),
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                (
                                    "state__in",
                                    [
                                        partners.states.ChangeState["APPLIED"],
                                        partners.states.ChangeState["REJECTED"],
                                        partners.states.ChangeState["WITHDRAWN"],
                                        partners.states.ChangeState["EXPIRED"],
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="partners_changerequest_settled",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "state", "submitted_at"], name="partners_change_state"),
                    models.Index(fields=["partner", "person_id"], name="partners_change_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_delegation_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_delegation_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("giver", "="), ("receiver", "="), ("valid", "&&")],
                        name="partners_delegation_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="partners_delegation_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__upper_inf", False)), name="partners_delegation_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_delegation_ended_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("step", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("comment", models.CharField(blank=True, max_length=1000)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        to="partners.changerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_changeevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_changeevent_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_changeevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="change", name="partners_changeevent_change_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "change", "id"], name="partners_changeevent_log")],
            },
        ),
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("number", models.IntegerField()),
                ("permission", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("made_human", models.UUIDField(help_text="Set by trigger from the request")),
                ("content_hash", models.CharField(blank=True, help_text="What the decision was for", max_length=64)),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("behalf_human", models.UUIDField(blank=True, null=True)),
                (
                    "behalf_of",
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
                    "change",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.changerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_approvalstep_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_approvalstep_audited"),
                    models.UniqueConstraint(
                        fields=("partner", "change", "round", "number"), name="partners_step_number"
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "change", "round", "decided_human"), name="partners_step_two_people"
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
                        name="partners_step_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_human__isnull", True),
                            models.Q(("decided_human", models.F("made_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_step_not_the_maker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("behalf_human__isnull", True),
                            models.Q(("behalf_human", models.F("made_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_step_not_for_the_maker",
                    ),
                    partners.fk.SamePartnerForeignKey(field="change", name="partners_approvalstep_change_same_partner"),
                ],
            },
        ),
    ]
