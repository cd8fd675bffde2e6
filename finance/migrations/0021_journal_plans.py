"""Journals that come again."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import finance.states
import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0020_invoice_statistics"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RECURRING", "Recurring: the same amounts each time"),
                            ("PREPAYMENT", "Prepayment: the amounts spread over all times"),
                        ],
                        max_length=10,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("first_on", models.DateField()),
                ("every", models.IntegerField(help_text="Months from one to the next")),
                ("times", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("RUNNING", "Running"),
                            ("STOPPED", "Stopped"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default=finance.states.PlanState["DRAFT"],
                        max_length=9,
                    ),
                ),
                (
                    "total",
                    sharedservices.common.fields.MoneyField(help_text="Sum of debits of all its journals together"),
                ),
                ("n_lines", models.IntegerField()),
                ("lines_hash", models.CharField(help_text="SHA-256 over days and lines", max_length=64)),
                ("prepared_human", models.UUIDField()),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stop_reason", models.CharField(blank=True, max_length=200)),
                (
                    "approved_by",
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
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_as",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalPlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("debit", sharedservices.common.fields.MoneyField(default=0)),
                ("credit", sharedservices.common.fields.MoneyField(default=0)),
                ("narrative", models.CharField(blank=True, max_length=200)),
                (
                    "coding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.coding",
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
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalplan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="journalplan",
            index=models.Index(fields=["partner", "state", "first_on"], name="finance_journalplan_state"),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_journalplan_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=partners.rls.PartnerIsolation(
                name="finance_journalplan_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_journalplan_audited"),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("every__gte", 1), ("every__lte", 12), ("times__gte", 2), ("times__lte", 120)),
                name="finance_journalplan_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_on__day__lte", 28)), name="finance_journalplan_day_of_every_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("n_lines__gte", 2), ("total__gt", 0)), name="finance_journalplan_has_lines"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("state__in", ["RUNNING", "STOPPED"]),
                    ),
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("state__in", ["DRAFT", "DISCARDED"]),
                    ),
                    _connector="OR",
                ),
                name="finance_journalplan_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "STOPPED"),
                        ("stopped_at__isnull", False),
                        ("stopped_by__isnull", False),
                        models.Q(("stop_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "STOPPED"), _negated=True),
                        ("stop_reason", ""),
                        ("stopped_at__isnull", True),
                        ("stopped_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_journalplan_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_journalplan_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplan",
            constraint=partners.fk.SamePartnerForeignKey(
                field="written_as", name="finance_journalplan_written_as_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplanline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_journalplanline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplanline",
            constraint=models.UniqueConstraint(
                fields=("partner", "plan", "number"), name="finance_journalplanline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplanline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit", 0), ("debit__gt", 0)),
                    models.Q(("credit__gt", 0), ("debit", 0)),
                    _connector="OR",
                ),
                name="finance_journalplanline_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplanline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="plan", name="finance_journalplanline_plan_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalplanline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="coding", name="finance_journalplanline_coding_same_partner"
            ),
        ),
        run_sql("finance", "journal_plans"),
    ]
