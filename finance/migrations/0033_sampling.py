"""Journals posted without an approver: who is trained, which types are routine, and the sample looked at afterwards."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0032_match_check"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(help_text="In which the financial year begins")),
                ("number", models.IntegerField(help_text="The month in which they were posted: 1 for April")),
                ("population", models.IntegerField(help_text="How many were posted without an approver")),
                ("n_sampled", models.IntegerField()),
                ("percent", models.IntegerField()),
                (
                    "key",
                    models.CharField(
                        help_text="Made at the drawing; the order is SHA-256 over “key|public id”", max_length=64
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
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
                "verbose_name": "sample of journals",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalTraining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("trained_human", models.UUIDField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("evidence", models.CharField(help_text="What shows that the training was completed", max_length=500)),
                ("approved_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=500)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
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
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trained",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "training for journals",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoutineJournals",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), blank=True, size=None
                    ),
                ),
                ("starts_on", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
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
                "verbose_name": "routine types of journal",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PostingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lines_hash", models.CharField(max_length=64)),
                ("total", sharedservices.common.fields.MoneyField()),
                (
                    "together",
                    sharedservices.common.fields.MoneyField(
                        help_text="With other journals of the same preparer, day and codes"
                    ),
                ),
                ("is_passed", models.BooleanField()),
                ("conditions", models.JSONField(help_text="Code, title, whether it is met, and what shows it")),
                ("checked_at", models.DateTimeField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
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
                    "training",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journaltraining",
                    ),
                ),
                (
                    "routine",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.routinejournals",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a submitted journal",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SampledJournal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("WAITING", "Waiting"), ("IN_ORDER", "In order"), ("FINDING", "Finding")],
                        default="WAITING",
                        max_length=8,
                    ),
                ),
                ("finding", models.CharField(blank=True, max_length=500)),
                (
                    "remedy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("REVERSE", "The journal is reversed"),
                            ("REVOKE", "The preparer’s training is revoked"),
                            ("BOTH", "It is reversed, and the training revoked"),
                            ("OTHER", "As the finding says"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reviewed_human", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
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
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalsample",
                    ),
                ),
            ],
            options={
                "verbose_name": "sampled journal",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_journalsample_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=partners.rls.PartnerIsolation(
                name="finance_journalsample_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_journalsample_audited"),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=partners.audit_ddl.AppendOnly(name="finance_journalsample_append_only"),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "year", "number"), name="finance_journalsample_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("n_sampled__gte", 1), ("number__gte", 1), ("number__lte", 12), ("population__gte", 1)
                ),
                name="finance_journalsample_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[0-9a-f]{64}$")), name="finance_journalsample_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalsample",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_journalsample_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="journaltraining",
            index=models.Index(
                fields=["partner", "legal_entity", "trained_human"], name="finance_journaltraining_whose"
            ),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_journaltraining_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=partners.rls.PartnerIsolation(
                name="finance_journaltraining_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_journaltraining_audited"),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True), name="finance_journaltraining_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__endswith__isnull", False), ("valid__startswith__isnull", False)),
                name="finance_journaltraining_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    models.Q(("revoke_reason", ""), ("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    _connector="OR",
                ),
                name="finance_journaltraining_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="journaltraining",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_journaltraining_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="routinejournals",
            index=models.Index(
                fields=["partner", "legal_entity", "-starts_on", "-id"], name="finance_routinejournals_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_routinejournals_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=partners.rls.PartnerIsolation(
                name="finance_routinejournals_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_routinejournals_audited"),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=partners.audit_ddl.AppendOnly(name="finance_routinejournals_append_only"),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kinds__contained_by", ["MANUAL", "ACCRUAL", "PREPAYMENT", "RECLASS", "STATUTORY"])
                ),
                name="finance_routinejournals_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="finance_routinejournals_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="routinejournals",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_routinejournals_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="postingcheck",
            index=models.Index(fields=["partner", "journal", "-id"], name="finance_postingcheck_journal"),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.rls.PartnerIsolation(
                name="finance_postingcheck_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_postingcheck_audited"),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.audit_ddl.AppendOnly(name="finance_postingcheck_append_only"),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_passed", True)),
                fields=("partner", "journal"),
                name="finance_postingcheck_passed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_passed", False),
                    models.Q(("routine__isnull", False), ("training__isnull", False)),
                    _connector="OR",
                ),
                name="finance_postingcheck_passed_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_postingcheck_journal_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.fk.SamePartnerForeignKey(
                field="training", name="finance_postingcheck_training_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingcheck",
            constraint=partners.fk.SamePartnerForeignKey(
                field="routine", name="finance_postingcheck_routine_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="sampledjournal",
            index=models.Index(fields=["partner", "state", "id"], name="finance_sampledjournal_state"),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=partners.rls.PartnerIsolation(
                name="finance_sampledjournal_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_sampledjournal_audited"),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=models.UniqueConstraint(fields=("partner", "journal"), name="finance_sampledjournal_once"),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finding", ""),
                        ("remedy", ""),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                        ("reviewed_human__isnull", True),
                        ("state", "WAITING"),
                    ),
                    models.Q(
                        ("remedy", ""),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_human__isnull", False),
                        ("state", "IN_ORDER"),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_human__isnull", False),
                        ("state", "FINDING"),
                        models.Q(("finding", ""), _negated=True),
                        models.Q(("remedy", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_sampledjournal_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=partners.fk.SamePartnerForeignKey(
                field="sample", name="finance_sampledjournal_sample_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledjournal",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_sampledjournal_journal_same_partner"
            ),
        ),
        run_sql("finance", "sampling"),
    ]
