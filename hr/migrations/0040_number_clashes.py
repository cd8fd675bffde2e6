"""National Insurance numbers that two people claim, of whom not everybody may know."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0039_concealed_units"),
        ("partners", "0023_concealed_units"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NinoClash",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("HOLDER", "It belongs to whoever had it first"),
                            ("CLAIMANT", "It belongs to whoever it was recorded for later"),
                            ("SAME", "They are one human being with two records"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claimant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.person",
                    ),
                ),
                (
                    "noted_by",
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
                "verbose_name": "clash of a National Insurance number",
                "verbose_name_plural": "clashes of National Insurance numbers",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_ninoclash_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_ninoclash_team"),
                    partners.audit_ddl.Audited(hide=("person_id", "claimant_id", "words"), name="hr_ninoclash_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("partner", "person", "claimant"),
                        name="hr_ninoclash_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("claimant")), _negated=True),
                        name="hr_ninoclash_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("words", ""),
                            ),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("words", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_ninoclash_settled_whole",
                    ),
                    partners.rls.Narrowed(
                        name="hr_ninoclash_narrowed",
                        using="(claimant_id = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_ninoclash_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="claimant", name="hr_ninoclash_claimant_same_partner"),
                ],
            },
        ),
        run_sql("hr", "number_clashes"),
    ]
