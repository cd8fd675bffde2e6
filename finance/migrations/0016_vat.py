"""VAT: registrations, what purchases are used for, returns with their lines and adjustments."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
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
        ("finance", "0015_bank"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="supplierinvoiceline",
            name="vat_code",
            field=models.CharField(
                choices=[
                    ("S20", "Standard rate"),
                    ("R05", "Reduced rate"),
                    ("Z", "Zero rate"),
                    ("X", "Exempt"),
                    ("O", "Outside the scope"),
                    ("N", "Standard rate, not recoverable"),
                    ("RC", "Reverse charge: services from abroad"),
                    ("DRC", "Reverse charge: construction"),
                    ("IMP", "Import VAT, postponed"),
                ],
                max_length=3,
            ),
        ),
        migrations.CreateModel(
            name="VatReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "Draft"), ("SIGNED", "Signed"), ("FROZEN", "Frozen")],
                        default=finance.states.VatReturnState["DRAFT"],
                        max_length=8,
                    ),
                ),
                ("period_key", models.CharField(blank=True, help_text="HMRC’s key of the period", max_length=4)),
                ("box_1", sharedservices.common.fields.MoneyField(default=0)),
                ("box_2", sharedservices.common.fields.MoneyField(default=0)),
                ("box_3", sharedservices.common.fields.MoneyField(default=0)),
                ("box_4", sharedservices.common.fields.MoneyField(default=0)),
                ("box_5", sharedservices.common.fields.MoneyField(default=0)),
                ("box_6", sharedservices.common.fields.MoneyField(default=0)),
                ("box_7", sharedservices.common.fields.MoneyField(default=0)),
                ("box_8", sharedservices.common.fields.MoneyField(default=0)),
                ("box_9", sharedservices.common.fields.MoneyField(default=0)),
                ("n_lines", models.IntegerField(default=0)),
                ("drawn_up_at", models.DateTimeField()),
                ("prepared_human", models.UUIDField(blank=True, null=True)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, help_text="Why it was sent back", max_length=200)),
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
                    "drawn_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settlement",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VatAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ERROR", "Error of an earlier return"),
                            ("EXEMPT", "VAT of exempt supplies that is lost (section 33)"),
                            ("BAD_DEBT", "Bad debt relief"),
                        ],
                        max_length=8,
                    ),
                ),
                ("box", models.PositiveSmallIntegerField(choices=[(1, "Box 1"), (4, "Box 4")])),
                ("amount", sharedservices.common.fields.MoneyField(help_text="Added to the box")),
                ("subjective", models.CharField(help_text="The code that bears it, or gains by it", max_length=5)),
                ("cost_centre", models.CharField(blank=True, max_length=20)),
                ("words", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
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
                (
                    "vat_return",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatreturn",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VatReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("is_sale", models.BooleanField()),
                ("code", models.CharField(max_length=3)),
                ("tax_point", models.DateField()),
                ("reference", models.CharField(max_length=40)),
                ("party", models.CharField(max_length=160)),
                ("net", sharedservices.common.fields.MoneyField()),
                ("tax", sharedservices.common.fields.MoneyField()),
                (
                    "is_late",
                    models.BooleanField(help_text="Its tax point is before the period: it missed an earlier return"),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.supplierinvoice",
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
                    "sales_invoice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.salesinvoice",
                    ),
                ),
                (
                    "vat_return",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatreturn",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VatAttribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("NON_BUSINESS", "What it does under its powers: non-business"),
                            ("TAXABLE", "Taxable supplies"),
                            ("EXEMPT", "Exempt supplies"),
                            ("OVERHEAD", "Overheads: a part is exempt"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "exempt_percent",
                    sharedservices.common.fields.UnitsField(
                        help_text="The part of its VAT that belongs to exempt supplies, per cent"
                    ),
                ),
                ("valid_from", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        help_text="The adviser’s decision, or how the part was worked out", max_length=200
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
                    ),
                ),
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
                        name="finance_vatattribution_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_vatattribution_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_vatattribution_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_percent", 100), ("use", "EXEMPT")),
                            models.Q(("exempt_percent__gt", 0), ("exempt_percent__lt", 100), ("use", "OVERHEAD")),
                            models.Q(("exempt_percent", 0), ("use__in", ["NON_BUSINESS", "TAXABLE"])),
                            _connector="OR",
                        ),
                        name="finance_vatattribution_part",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="cost_centre", name="finance_vatattribution_cost_centre_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VatRegistration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vat_number", models.CharField(help_text="GB and nine digits", max_length=11)),
                (
                    "stagger",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Every month"),
                            (1, "Quarters to March, June, September and December"),
                            (2, "Quarters to April, July, October and January"),
                            (3, "Quarters to May, August, November and February"),
                        ]
                    ),
                ),
                ("first_day", models.DateField(help_text="The first day that a return here covers")),
                ("made_at", models.DateTimeField()),
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
                        name="finance_vatregistration_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="finance_vatregistration_audited"),
                    partners.audit_ddl.AppendOnly(name="finance_vatregistration_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "legal_entity", "first_day"), name="finance_vatregistration_once"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="finance_vatregistration_legal_entity_same_partner"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_vatreturn_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=partners.rls.PartnerIsolation(
                name="finance_vatreturn_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_vatreturn_audited"),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "starts_on"), name="finance_vatreturn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", finance.states.VatReturnState["FROZEN"]), _negated=True),
                fields=("partner", "legal_entity"),
                name="finance_vatreturn_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="finance_vatreturn_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "box_3",
                        django.db.models.expressions.CombinedExpression(models.F("box_1"), "+", models.F("box_2")),
                    ),
                    (
                        "box_5",
                        django.db.models.functions.math.Abs(
                            django.db.models.expressions.CombinedExpression(models.F("box_3"), "-", models.F("box_4"))
                        ),
                    ),
                ),
                name="finance_vatreturn_boxes",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prepared_at__isnull", True),
                        ("prepared_by__isnull", True),
                        ("prepared_human__isnull", True),
                        ("state", finance.states.VatReturnState["DRAFT"]),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.VatReturnState["DRAFT"]), _negated=True),
                        ("prepared_at__isnull", False),
                        ("prepared_by__isnull", False),
                        ("prepared_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_vatreturn_prepared",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_human__isnull", False),
                        ("state", finance.states.VatReturnState["FROZEN"]),
                        models.Q(("approved_human", models.F("prepared_human")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.VatReturnState["FROZEN"]), _negated=True),
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("approved_human__isnull", True),
                        ("journal__isnull", True),
                        ("settlement__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_vatreturn_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_vatreturn_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_vatreturn_journal_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturn",
            constraint=partners.fk.SamePartnerForeignKey(
                field="settlement", name="finance_vatreturn_settlement_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_vatadjustment_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=partners.rls.PartnerIsolation(
                name="finance_vatadjustment_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_vatadjustment_audited"),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("box__in", [1, 4]), models.Q(("amount", 0), _negated=True)),
                name="finance_vatadjustment_box",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "EXEMPT"), _negated=True),
                    models.Q(("amount__lt", 0), ("box", 4)),
                    _connector="OR",
                ),
                name="finance_vatadjustment_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "BAD_DEBT"), _negated=True),
                    models.Q(("amount__gt", 0), ("box", 4)),
                    _connector="OR",
                ),
                name="finance_vatadjustment_relief",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatadjustment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="vat_return", name="finance_vatadjustment_vat_return_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_vatreturnline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=models.UniqueConstraint(
                fields=("partner", "vat_return", "number"), name="finance_vatreturnline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invoice__isnull", False)),
                fields=("partner", "invoice", "code"),
                name="finance_vatreturnline_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sales_invoice__isnull", False)),
                fields=("partner", "sales_invoice", "code"),
                name="finance_vatreturnline_sales",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("invoice__isnull", True), ("is_sale", True), ("sales_invoice__isnull", False)),
                    models.Q(("invoice__isnull", False), ("is_sale", False), ("sales_invoice__isnull", True)),
                    _connector="OR",
                ),
                name="finance_vatreturnline_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="vat_return", name="finance_vatreturnline_vat_return_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_vatreturnline_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="vatreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="sales_invoice", name="finance_vatreturnline_sales_invoice_same_partner"
            ),
        ),
        run_sql("finance", "vat_guards"),
    ]
