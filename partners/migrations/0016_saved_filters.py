"""Filters of the inbox that somebody keeps under a name."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0015_own_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("made_at", models.DateTimeField()),
                ("name", models.CharField(max_length=40)),
                ("wanted", models.JSONField(help_text="The fields of the filter that are filled, by name")),
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
                    partners.rls.PartnerIsolation(
                        name="partners_savedfilter_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_savedfilter_audited"),
                    models.UniqueConstraint(fields=("partner", "made_by", "name"), name="partners_savedfilter_name"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="partners_savedfilter_named"
                    ),
                    partners.rls.Narrowed(
                        name="partners_savedfilter_own",
                        using="made_by_id = NULLIF(current_setting('app.actor_id', true), '')::bigint",
                    ),
                ],
            },
        ),
    ]
