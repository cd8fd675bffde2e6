"""What is to be done after a death, and what becomes of pay for days after it."""

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
        ("hr", "0051_death_ends"),
        ("partners", "0024_data_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeathOverpayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("run", models.UUIDField(help_text="The pay run that paid it")),
                ("run_label", models.CharField(max_length=120)),
                ("pay_date", models.DateField()),
                ("days_overpaid", models.IntegerField()),
                ("days_in_period", models.IntegerField()),
                ("net_paid", sharedservices.common.fields.MoneyField()),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("FOUND", "Found"),
                            ("PROPOSED", "Proposed by the case officer"),
                            ("DECIDED", "Decided"),
                        ],
                        default="FOUND",
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WRITE_OFF", "Write it off"),
                            ("ASK_ESTATE", "Ask the estate, in a letter of the case officer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500)),
                ("proposed_human", models.UUIDField(blank=True, null=True)),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
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
                    "employment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.employment",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "pay for days after a death",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_deathoverpayment_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("why",), name="hr_deathoverpayment_audited"),
                    models.UniqueConstraint(
                        fields=("partner", "case", "run", "employment"), name="hr_deathoverpayment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("proposed_by__isnull", True),
                                ("proposed_human__isnull", True),
                                ("state", "FOUND"),
                            ),
                            models.Q(
                                ("proposed_human__isnull", False),
                                ("state__in", ["PROPOSED", "DECIDED"]),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_deathoverpayment_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "DECIDED"), _negated=True),
                                ("decided_at", None),
                                ("decided_by", None),
                                ("decided_human", None),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                                ("state", "DECIDED"),
                            ),
                            _connector="OR",
                        ),
                        name="hr_deathoverpayment_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_human__isnull", True),
                            models.Q(("decided_human", models.F("proposed_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_deathoverpayment_second_person",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_deathoverpayment_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_deathoverpayment_employment_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeathTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("OFFICER", "Case officer"),
                            ("HR", "HR"),
                            ("PAYROLL", "Payroll"),
                            ("PENSIONS", "Pensions"),
                            ("SAFETY", "Health and safety"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("figure", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("working", models.CharField(blank=True, max_length=200)),
                ("needs_consent", models.BooleanField(default=False, help_text="The family is asked first")),
                (
                    "consent",
                    models.CharField(blank=True, help_text="Who of the family agreed, and when", max_length=200),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "To do"), ("DONE", "Done"), ("NOT_NEEDED", "Not needed")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
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
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "state", "due_on"], name="hr_deathtask_due")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_deathtask_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
                        hide=("title", "consent", "note", "working"), name="hr_deathtask_audited"
                    ),
                    models.UniqueConstraint(fields=("partner", "case", "code"), name="hr_deathtask_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "OPEN")),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("state__in", ["DONE", "NOT_NEEDED"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_deathtask_settled_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "NOT_NEEDED"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_deathtask_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_consent", False),
                            models.Q(("state", "DONE"), _negated=True),
                            models.Q(("consent", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_deathtask_consent",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_deathtask_case_same_partner"),
                ],
            },
        ),
        run_sql("hr", "death_tasks"),
    ]
