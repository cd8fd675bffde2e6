"""Claims of mileage, additional hours and expenses."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
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
        ("finance", "0001_initial"),
        ("hr", "0034_data_domains"),
        ("partners", "0021_data_protection_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RIGHT_TO_WORK", "Right to work: copy of the check"),
                    ("IDENTITY", "Proof of identity"),
                    ("REFERENCE", "Reference"),
                    ("REGISTRATION", "Registration or qualification"),
                    ("STARTER_CHECKLIST", "Starter checklist or P45"),
                    ("OFFER", "Offer letter"),
                    ("CONTRACT", "Contract and written statement"),
                    ("SIGNED_CONTRACT", "Signed contract"),
                    ("CHANGE", "Statement of change"),
                    ("RECEIPT", "Receipt of a claim"),
                    ("OTHER", "Other"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="ClaimPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("months_late", models.PositiveSmallIntegerField(default=3)),
                ("car", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("car_over", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("motorcycle", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("cycle", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("passenger", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                "verbose_name": "policy on claims",
                "verbose_name_plural": "policies on claims",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_claimpolicy_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_claimpolicy_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_claimpolicy_starts",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("valid", "&&")], name="hr_claimpolicy_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months_late__gte", 1), ("months_late__lte", 24)),
                        name="hr_claimpolicy_months",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ClaimType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("MILEAGE", "Miles, the part free of tax and National Insurance"),
                            ("MILEAGE_TAXED", "Miles, the part that is taxed only"),
                            ("MILEAGE_EXCESS", "Miles, the part with tax and National Insurance"),
                            ("HOURS", "Additional hours"),
                            ("EXPENSE", "An expense"),
                        ],
                        max_length=15,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "element",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.payelement",
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
                "verbose_name": "kind of claim",
                "verbose_name_plural": "kinds of claim",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_claimtype_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_claimtype_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_claimtype_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_claimtype_starts",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("use", "="), ("name", "="), ("valid", "&&")],
                        name="hr_claimtype_no_overlap",
                    ),
                    partners.fk.SamePartnerForeignKey(field="element", name="hr_claimtype_element_same_partner"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("MILEAGE", "Mileage"), ("HOURS", "Additional hours"), ("EXPENSE", "Expenses")],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Not sent yet"),
                            ("SUBMITTED", "With the manager"),
                            ("WITH_HR", "Late: to be agreed"),
                            ("RETURNED", "Sent back"),
                            ("REJECTED", "Rejected"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("APPROVED", "Approved"),
                            ("SENT", "Sent to payroll"),
                            ("PAID", "Paid"),
                        ],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("n_lines", models.PositiveIntegerField(default=0)),
                (
                    "units",
                    sharedservices.common.fields.HoursField(
                        decimal_places=2, default=0, help_text="Miles or hours", max_digits=7
                    ),
                ),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Pounds; hours are paid at the rate of the job"
                    ),
                ),
                ("first_on", models.DateField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("late_reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("submitted_human", models.UUIDField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=300)),
                ("agreed_human", models.UUIDField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pay_period",
                    models.DateField(blank=True, help_text="First day of the pay period that pays it", null=True),
                ),
                ("pay_period_name", models.CharField(blank=True, max_length=80)),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "paid_run",
                    models.UUIDField(blank=True, help_text="Public id of the pay run that paid it", null=True),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "submitted_by",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_claim_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_claim_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_claim_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_claim_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="hr_claim_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("submitted_at__isnull", True),
                                ("submitted_by__isnull", True),
                                ("submitted_human__isnull", True),
                            ),
                            models.Q(
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                                ("submitted_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_submitted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed_at__isnull", True), ("agreed_by__isnull", True), ("agreed_human__isnull", True)
                            ),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                ("agreed_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_agreed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_human__isnull", True),
                            models.Q(("decided_human", models.F("submitted_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_claim_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_human__isnull", True),
                            models.Q(
                                models.Q(("agreed_human", models.F("submitted_human")), _negated=True),
                                models.Q(("agreed_human", models.F("decided_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_third_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["APPROVED", "SENT", "PAID", "WITH_HR"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False), ("n_lines__gt", 0), ("submitted_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_approved_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["APPROVED", "SENT", "PAID"]), _negated=True),
                            ("is_late", False),
                            ("agreed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="hr_claim_late_needs_hr",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["RETURNED", "REJECTED"]), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_claim_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pay_period__isnull", False), ("state__in", ["SENT", "PAID"])),
                            models.Q(("state__in", ["SENT", "PAID"]), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_claim_sent_for_a_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid_on__isnull", False), ("paid_run__isnull", False), ("state", "PAID")),
                            models.Q(
                                models.Q(("state", "PAID"), _negated=True),
                                ("paid_on__isnull", True),
                                ("paid_run__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claim_paid_by",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_claim_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_claim_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_claim_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="cost_centre", name="hr_claim_cost_centre_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_claim_person"),
                    models.Index(fields=["partner", "state", "submitted_at"], name="hr_claim_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("from_place", models.CharField(blank=True, max_length=100)),
                ("to_place", models.CharField(blank=True, max_length=100)),
                ("miles", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                (
                    "vehicle",
                    models.CharField(
                        blank=True,
                        choices=[("CAR", "Car or van"), ("MOTORCYCLE", "Motor cycle"), ("CYCLE", "Cycle")],
                        max_length=10,
                    ),
                ),
                ("passengers", models.PositiveSmallIntegerField(default=0)),
                ("worked", django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True)),
                ("break_minutes", models.PositiveSmallIntegerField(default=0)),
                ("hours", sharedservices.common.fields.HoursField(blank=True, null=True)),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(blank=True, help_text="Pounds, with VAT", null=True),
                ),
                ("vat", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("no_receipt", models.CharField(blank=True, help_text="Why there is none", max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("counts", models.BooleanField(default=True)),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.claim",
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
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.document",
                    ),
                ),
                (
                    "claim_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.claimtype",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a claim",
                "verbose_name_plural": "lines of claims",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_claimline_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_claimline_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_claimline_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("miles__gt", 0),
                                ("miles__isnull", False),
                                models.Q(("vehicle", ""), _negated=True),
                                models.Q(("from_place", ""), _negated=True),
                                models.Q(("to_place", ""), _negated=True),
                                ("amount__isnull", True),
                                ("worked__isnull", True),
                            ),
                            models.Q(
                                ("claim_type__isnull", False),
                                ("hours__gt", 0),
                                ("worked__isnull", False),
                                ("amount__isnull", True),
                                ("miles__isnull", True),
                            ),
                            models.Q(
                                ("amount__gt", 0),
                                ("claim_type__isnull", False),
                                models.Q(
                                    ("receipt__isnull", False),
                                    models.Q(("no_receipt", ""), _negated=True),
                                    _connector="OR",
                                ),
                                ("miles__isnull", True),
                                ("worked__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_claimline_is_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat__isnull", True),
                            models.Q(("vat__gte", 0), ("vat__lt", models.F("amount"))),
                            _connector="OR",
                        ),
                        name="hr_claimline_vat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("receipt__isnull", True), ("no_receipt", ""), _connector="OR"),
                        name="hr_claimline_receipt_or_reason",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("counts", True), ("worked__isnull", False)),
                        expressions=[("partner", "="), ("person", "="), ("worked", "&&")],
                        name="hr_claimline_hours_once",
                    ),
                    partners.fk.SamePartnerForeignKey(field="claim", name="hr_claimline_claim_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_claimline_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="claim_type", name="hr_claimline_claim_type_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="receipt", name="hr_claimline_receipt_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "claim", "on"], name="hr_claimline_claim"),
                    models.Index(fields=["partner", "fingerprint"], name="hr_claimline_fingerprint"),
                    models.Index(fields=["partner", "person", "on"], name="hr_claimline_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(help_text="Element, rate and origin period", max_length=60)),
                ("origin_start", models.DateField(help_text="First day of the pay period in which it was earned")),
                ("earned", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.claim",
                    ),
                ),
                (
                    "monthly_input",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.monthlyinput",
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
            ],
            options={
                "verbose_name": "part of a claim sent to payroll",
                "verbose_name_plural": "parts of claims sent to payroll",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_claiminput_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_claiminput_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_claiminput_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_claiminput_append_only"),
                    models.UniqueConstraint(fields=("partner", "claim", "part"), name="hr_claiminput_sent_once"),
                    models.UniqueConstraint(fields=("partner", "monthly_input"), name="hr_claiminput_one_claim"),
                    models.CheckConstraint(condition=models.Q(("earned__isempty", False)), name="hr_claiminput_earned"),
                    partners.fk.SamePartnerForeignKey(field="claim", name="hr_claiminput_claim_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_claiminput_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="monthly_input", name="hr_claiminput_monthly_input_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_claiminput_person")],
            },
        ),
    ]
