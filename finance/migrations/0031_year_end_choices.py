"""Choices at the year's end for what is still ordered."""

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


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0030_late_payment_claims"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="YearEndChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(help_text="The financial year that ends")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CARRY", "Carry it into the next year"),
                            ("ACCRUE", "Accrue it: it came by 31 March, its invoice has not"),
                            ("CLOSE", "Close it: nothing more comes"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "with_budget",
                    models.BooleanField(default=False, help_text="The budget is asked for in the next year, too"),
                ),
                (
                    "pre_committed",
                    sharedservices.common.fields.MoneyField(help_text="What the line held when this was proposed"),
                ),
                (
                    "committed",
                    sharedservices.common.fields.MoneyField(help_text="What the line held when this was proposed"),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting"),
                            ("APPLIED", "Agreed"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="PROPOSED",
                        max_length=9,
                    ),
                ),
                ("proposed_human", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, help_text="Why it was refused or taken back", max_length=200)),
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.budgetdecision",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.commitmentline",
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
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "year", "state"], name="finance_yearendchoice_year")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_yearendchoice_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_yearendchoice_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["PROPOSED", "APPLIED"])),
                        fields=("partner", "line"),
                        name="finance_yearendchoice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__gte", 0),
                            ("pre_committed__gte", 0),
                            models.Q(("pre_committed__gt", 0), ("committed__gt", 0), _connector="OR"),
                        ),
                        name="finance_yearendchoice_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "CARRY"),
                            models.Q(("decision__isnull", True), ("with_budget", False)),
                            _connector="OR",
                        ),
                        name="finance_yearendchoice_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ACCRUE"), _negated=True), ("pre_committed", 0), _connector="OR"
                        ),
                        name="finance_yearendchoice_accrued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "ACCRUE"), ("journal__isnull", True), _connector="OR"),
                        name="finance_yearendchoice_journal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                                ("state", "PROPOSED"),
                            ),
                            models.Q(
                                models.Q(("state", "PROPOSED"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="finance_yearendchoice_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["PROPOSED", "WITHDRAWN"]),
                            models.Q(("decided_human", models.F("proposed_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="finance_yearendchoice_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["PROPOSED", "APPLIED"]),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="finance_yearendchoice_words",
                    ),
                    partners.fk.SamePartnerForeignKey(field="line", name="finance_yearendchoice_line_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="journal", name="finance_yearendchoice_journal_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="decision", name="finance_yearendchoice_decision_same_partner"
                    ),
                ],
            },
        ),
        run_sql("finance", "year_end_choices"),
    ]
