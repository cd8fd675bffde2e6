"""Two records of one human being become one, and are parted again: whoever was merged is seen by nobody."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


def key(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
        **more,
    )


def user(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


def partner() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
    )


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0061_onboarding_terms"),
        ("partners", "0025_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=key("hr.person", blank=True, null=True, help_text="Nobody sees a record that was merged"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=partners.rls.Narrowed(name="hr_person_not_merged", using="merged_into_id IS NULL"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=partners.fk.SamePartnerForeignKey(
                field="merged_into", name="hr_person_merged_into_same_partner"
            ),
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("MERGED", "Merged"), ("PARTED", "Parted again")], default="MERGED", max_length=10
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("merged_at", models.DateTimeField()),
                ("parted_at", models.DateTimeField(blank=True, null=True)),
                ("part_reason", models.CharField(blank=True, max_length=200)),
                ("nino", sharedservices.common.fields.SealedTextField(blank=True, default="")),
                ("nino_index", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                (
                    "nino_taken",
                    models.BooleanField(default=False, help_text="The kept record took the number over"),
                ),
                (
                    "made_sensitive",
                    models.BooleanField(default=False, help_text="The kept record became protected by it"),
                ),
                ("partner", partner()),
                ("person", key("hr.person", help_text="The record that is kept")),
                ("duplicate", key("hr.person")),
                ("merged_by", user()),
                ("parted_by", user(blank=True, null=True)),
            ],
            options={
                "verbose_name": "merge of two records",
                "verbose_name_plural": "merges of records",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_personmerge_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_personmerge_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_personmerge_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_personmerge_team"),
                    partners.audit_ddl.Audited(hide=("nino", "nino_index"), name="hr_personmerge_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "MERGED")),
                        fields=("partner", "duplicate"),
                        name="hr_personmerge_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("duplicate")), _negated=True),
                        name="hr_personmerge_two_records",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("part_reason", ""),
                                ("parted_at__isnull", True),
                                ("parted_by__isnull", True),
                                ("state", "MERGED"),
                            ),
                            models.Q(
                                ("parted_at__isnull", False),
                                ("parted_by__isnull", False),
                                ("state", "PARTED"),
                                models.Q(("part_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_personmerge_parted_whole",
                    ),
                    partners.rls.Narrowed(
                        name="hr_personmerge_narrowed",
                        using="(duplicate_id = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_personmerge_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="duplicate", name="hr_personmerge_duplicate_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonMergeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_table", models.CharField(max_length=63)),
                ("in_column", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("old", models.TextField()),
                ("partner", partner()),
                ("merge", key("hr.personmerge")),
            ],
            options={
                "verbose_name": "row that a merge moved",
                "verbose_name_plural": "rows that merges moved",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_personmergerow_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    models.UniqueConstraint(
                        fields=("partner", "merge", "in_table", "in_column", "row_id"), name="hr_personmergerow_once"
                    ),
                    partners.rls.Narrowed(
                        name="hr_personmergerow_narrowed", using="(SELECT app_partner_ids()) IS NULL"
                    ),
                    partners.fk.SamePartnerForeignKey(field="merge", name="hr_personmergerow_merge_same_partner"),
                ],
            },
        ),
        run_sql("hr", "person_merges"),
    ]
