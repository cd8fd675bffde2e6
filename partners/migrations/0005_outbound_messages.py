import uuid

import django.contrib.postgres.fields
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
        ("partners", "0004_change_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunicationsHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("person_id", models.BigIntegerField(help_text="The person in hr")),
                (
                    "addresses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.EmailField(max_length=254), default=list, size=None
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="partners_communicationshold_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="partners_communicationshold_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                    ),
                    partners.audit_ddl.Audited(hide=("addresses",), name="partners_communicationshold_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("partner", "person_id"),
                        name="partners_communicationshold_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                ("lifted_at__gte", models.F("set_at")),
                            ),
                            _connector="OR",
                        ),
                        name="partners_communicationshold_lifted_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboundMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(help_text="The same message asked for twice is one message", max_length=120)),
                ("kind", models.CharField(max_length=60)),
                ("person_id", models.BigIntegerField(blank=True, help_text="The person in hr who reads it", null=True)),
                ("address", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("template", models.CharField(max_length=100)),
                ("body", sharedservices.common.fields.SealedTextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "Waiting to be sent"),
                            ("SENT", "Sent"),
                            ("HELD", "Held back"),
                            ("FAILED", "Could not be sent"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="QUEUED",
                        max_length=10,
                    ),
                ),
                ("n_attempts", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="It leaves no earlier")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                    "queued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
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
                        name="partners_outboundmessage_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("address", "body"), name="partners_outboundmessage_audited"),
                    models.UniqueConstraint(fields=("partner", "key"), name="partners_outboundmessage_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", ["QUEUED", "HELD"])),
                            models.Q(("settled_at__isnull", False), ("state__in", ["SENT", "FAILED", "CANCELLED"])),
                            _connector="OR",
                        ),
                        name="partners_outboundmessage_settled",
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "state", "due_at"], name="partners_message_due")],
            },
        ),
        migrations.CreateModel(
            name="HoldEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(choices=[("SET", "Set"), ("LIFTED", "Lifted")], max_length=10)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("n_messages", models.IntegerField(help_text="So many messages were held back, or released")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.communicationshold",
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
                        name="partners_holdevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_holdevent_audited"),
                    partners.audit_ddl.AppendOnly(name="partners_holdevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="hold", name="partners_holdevent_hold_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "hold", "id"], name="partners_holdevent_log")],
            },
        ),
        migrations.AddField(
            model_name="grant",
            name="suspended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="suspended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="suspended_for",
            field=models.BigIntegerField(blank=True, help_text="The person in hr on whose account", null=True),
        ),
        migrations.AddField(
            model_name="partner",
            name="mail_from_name",
            field=models.CharField(blank=True, help_text="The name that mail comes from", max_length=60),
        ),
        migrations.AddField(
            model_name="partner",
            name="mail_is_neutral",
            field=models.BooleanField(default=False, help_text="No organisation in sender or subject of mail"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("suspended_at__isnull", True), ("suspended_by__isnull", True), ("suspended_for__isnull", True)
                    ),
                    models.Q(
                        ("suspended_at__isnull", False),
                        ("suspended_by__isnull", False),
                        ("suspended_for__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="partners_grant_suspended_pair",
            ),
        ),
    ]
