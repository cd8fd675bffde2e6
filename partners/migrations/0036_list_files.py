"""Lists that a worker lays out while their reader waits."""

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
        ("partners", "0035_receivables_manager"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("filename", models.CharField(max_length=120)),
                ("digest", models.CharField(help_text="Of the address with its filters", max_length=64)),
                ("permission", models.CharField(max_length=60)),
                ("permissions", models.JSONField(default=list)),
                ("reach", models.CharField(max_length=64)),
                ("trail", models.JSONField(default=dict, help_text="What the trail says when it is taken")),
                ("n_rows", models.IntegerField()),
                ("page", sharedservices.common.fields.SealedTextField(blank=True)),
                ("body", sharedservices.common.fields.SealedTextField(blank=True)),
                ("n_bytes", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.backgroundjob",
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
                "verbose_name": "list made in the background",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "expires_at"], name="partners_listfile_expires")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_listfile_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("page", "body"), name="partners_listfile_audited"),
                    partners.fk.SamePartnerForeignKey(field="job", name="partners_listfile_job_same_partner"),
                ],
            },
        ),
    ]
