"""The documents of change requests about no single person."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.rls
import sharedservices.common.fields
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0090_covered_decisions"),
        ("partners", "0034_limited_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=40)),
                ("n_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", sharedservices.common.fields.SealedTextField()),
                ("uploaded_at", models.DateTimeField()),
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a request",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_requestpaper_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("content",), name="hr_requestpaper_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_requestpaper_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(("n_bytes__gt", 0), ("n_bytes__lte", 10485760)), name="hr_requestpaper_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_type__in", ["application/pdf", "image/jpeg", "image/png"])),
                        name="hr_requestpaper_type",
                    ),
                ],
            },
        ),
    ]
