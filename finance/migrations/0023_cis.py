"""The Construction Industry Scheme: contractors, verifications, deductions, returns."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
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
        ("finance", "0022_einvoices"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CisEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("PAID", "Paid"), ("RETURNED", "Payment came back")], max_length=8)),
                ("on", models.DateField(help_text="The day of the payment, or the day on which it came back")),
                ("month", models.DateField(help_text="The first day of the tax month of that day")),
                ("gross", sharedservices.common.fields.MoneyField()),
                ("materials", sharedservices.common.fields.MoneyField()),
                ("deducted", sharedservices.common.fields.MoneyField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CisReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("month", models.DateField(help_text="The first day of the tax month")),
                ("ends_on", models.DateField()),
                ("due_on", models.DateField()),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "Draft"), ("SIGNED", "Signed"), ("FROZEN", "Frozen")],
                        default=finance.states.CisReturnState["DRAFT"],
                        max_length=6,
                    ),
                ),
                ("n_lines", models.IntegerField(default=0)),
                ("gross", sharedservices.common.fields.MoneyField(default=0)),
                ("materials", sharedservices.common.fields.MoneyField(default=0)),
                ("deducted", sharedservices.common.fields.MoneyField(default=0)),
                (
                    "are_self_employed",
                    models.BooleanField(default=False, help_text="No contract of this month is one of employment"),
                ),
                ("are_verified", models.BooleanField(default=False, help_text="All who had to be verified were")),
                ("is_nil", models.BooleanField(default=False, help_text="Nobody was paid under the scheme")),
                ("drawn_up_at", models.DateTimeField()),
                ("prepared_human", models.UUIDField(blank=True, null=True)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, help_text="Why it was sent back", max_length=200)),
                (
                    "settled",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="What was paid to HMRC; below nought for what came back", null=True
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CisReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=160)),
                ("gross", sharedservices.common.fields.MoneyField()),
                ("materials", sharedservices.common.fields.MoneyField()),
                ("deducted", sharedservices.common.fields.MoneyField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CisScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("utr", models.CharField(help_text="The contractor’s unique taxpayer reference", max_length=10)),
                ("first_day", models.DateField(help_text="The first day of a tax month")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CisVerification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField(help_text="In the order in which they were entered for this account")),
                (
                    "trading_type",
                    models.CharField(
                        choices=[
                            ("SOLE_TRADER", "Sole trader"),
                            ("PARTNERSHIP", "Partnership"),
                            ("COMPANY", "Company"),
                            ("TRUST", "Trust"),
                        ],
                        max_length=11,
                    ),
                ),
                ("legal_name", models.CharField(help_text="The supplier’s name when HMRC was asked", max_length=160)),
                ("utr", models.CharField(blank=True, max_length=10)),
                ("nino", sharedservices.common.fields.SealedTextField(blank=True)),
                ("nino_shown", models.CharField(blank=True, help_text="Masked", max_length=9)),
                ("company_number", models.CharField(blank=True, max_length=8)),
                ("vat_from", models.DateField(blank=True, help_text="First day registered for VAT", null=True)),
                ("vat_to", models.DateField(blank=True, help_text="Last day registered for VAT", null=True)),
                (
                    "end_user_notice_on",
                    models.DateField(
                        blank=True,
                        help_text="When it was told in writing that this legal entity is an end user",
                        null=True,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("GROSS", "Gross payment: nothing is deducted"),
                            ("NET", "Standard rate"),
                            ("UNMATCHED", "Not matched: higher rate"),
                            ("OUTSIDE", "No subcontractor any more"),
                        ],
                        max_length=9,
                    ),
                ),
                ("verification_number", models.CharField(blank=True, max_length=13)),
                ("verified_on", models.DateField()),
                ("valid_from", models.DateField(help_text="Payments from this day on are made like this")),
                ("evidence", models.CharField(help_text="Where HMRC’s answer is kept", max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second person"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                        ],
                        default=finance.states.CisVerificationState["PROPOSED"],
                        max_length=8,
                    ),
                ),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="paymentitem",
            name="finance_paymentitem_amount",
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="liable",
            field=sharedservices.common.fields.MoneyField(
                default=0, help_text="Of that, the labour that the deduction is worked out on"
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="materials",
            field=sharedservices.common.fields.MoneyField(default=0, help_text="Of that, materials and the like"),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="cis_labour",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Of the net, what is liable to deduction (FIN-07)", null=True
            ),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="cis_levy",
            field=sharedservices.common.fields.MoneyField(blank=True, help_text="CITB levy", null=True),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="cis_materials",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Materials, with VAT if the supplier has no VAT number", null=True
            ),
        ),
        migrations.AddField(
            model_name="supplierinvoice",
            name="cis_plant",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Plant hire, fuel and consumables that it paid for", null=True
            ),
        ),
        migrations.AlterField(
            model_name="paymentitem",
            name="deduction",
            field=sharedservices.common.fields.MoneyField(
                default=0, help_text="Kept back of that for tax, below nought for a credit note"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cis_labour__isnull", True),
                        ("cis_levy__isnull", True),
                        ("cis_materials__isnull", True),
                        ("cis_plant__isnull", True),
                    ),
                    models.Q(
                        ("cis_labour__gte", 0),
                        ("cis_levy__gte", 0),
                        ("cis_materials__gte", 0),
                        ("cis_plant__gte", 0),
                        (
                            "net",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("cis_labour"), "+", models.F("cis_materials")
                                    ),
                                    "+",
                                    models.F("cis_plant"),
                                ),
                                "+",
                                models.F("cis_levy"),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="finance_supplierinvoice_cis_parts",
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplieraccount",
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="journal",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.journal",
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="legal_entity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="payment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplierpayment",
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="drawn_up_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="legal_entity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="prepared_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="settlement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.journal",
            ),
        ),
        migrations.AddField(
            model_name="cisreturnline",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplieraccount",
            ),
        ),
        migrations.AddField(
            model_name="cisreturnline",
            name="cis_return",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.cisreturn",
            ),
        ),
        migrations.AddField(
            model_name="cisreturnline",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="cisscheme",
            name="legal_entity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="cisscheme",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cisscheme",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="cisscheme",
            name="paye_scheme",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="Has the employer’s and the accounts office’s reference",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.payescheme",
            ),
        ),
        migrations.AddField(
            model_name="cisreturn",
            name="scheme",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.cisscheme",
            ),
        ),
        migrations.AddField(
            model_name="cisverification",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplieraccount",
            ),
        ),
        migrations.AddField(
            model_name="cisverification",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cisverification",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cisverification",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="cisreturnline",
            name="verification",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.cisverification",
            ),
        ),
        migrations.AddField(
            model_name="cisentry",
            name="verification",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.cisverification",
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="verification",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.cisverification",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("deduction__gte", 0)),
                    models.Q(("amount__lt", 0), ("deduction__lte", 0)),
                    _connector="OR",
                ),
                name="finance_paymentitem_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verification__isnull", False),
                    models.Q(("deduction", 0), ("liable", 0), ("materials", 0)),
                    _connector="OR",
                ),
                name="finance_paymentitem_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.fk.SamePartnerForeignKey(
                field="verification", name="finance_paymentitem_verification_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_cisscheme_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=partners.rls.PartnerIsolation(
                name="finance_cisscheme_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_cisscheme_audited"),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=partners.audit_ddl.AppendOnly(name="finance_cisscheme_append_only"),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "first_day"), name="finance_cisscheme_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__day", 6)), name="finance_cisscheme_tax_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_cisscheme_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisscheme",
            constraint=partners.fk.SamePartnerForeignKey(
                field="paye_scheme", name="finance_cisscheme_paye_scheme_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_cisreturn_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=partners.rls.PartnerIsolation(
                name="finance_cisreturn_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_cisreturn_audited"),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "month", "version"), name="finance_cisreturn_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", finance.states.CisReturnState["FROZEN"]), _negated=True),
                fields=("partner", "legal_entity", "month"),
                name="finance_cisreturn_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prepared_at__isnull", True),
                        ("prepared_by__isnull", True),
                        ("prepared_human__isnull", True),
                        ("state", finance.states.CisReturnState["DRAFT"]),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.CisReturnState["DRAFT"]), _negated=True),
                        ("prepared_at__isnull", False),
                        ("prepared_by__isnull", False),
                        ("prepared_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_cisreturn_prepared",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", finance.states.CisReturnState["DRAFT"]),
                    models.Q(("is_nil", True), ("n_lines", 0)),
                    models.Q(
                        ("are_self_employed", True), ("are_verified", True), ("is_nil", False), ("n_lines__gt", 0)
                    ),
                    _connector="OR",
                ),
                name="finance_cisreturn_declared",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_human__isnull", False),
                        ("state", finance.states.CisReturnState["FROZEN"]),
                        models.Q(("approved_human", models.F("prepared_human")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.CisReturnState["FROZEN"]), _negated=True),
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("approved_human__isnull", True),
                        ("settlement__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_cisreturn_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled__isnull", True), ("settlement__isnull", True)),
                    models.Q(("settled__isnull", False), ("settlement__isnull", False)),
                    _connector="OR",
                ),
                name="finance_cisreturn_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_cisreturn_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=partners.fk.SamePartnerForeignKey(field="scheme", name="finance_cisreturn_scheme_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="cisreturn",
            constraint=partners.fk.SamePartnerForeignKey(
                field="settlement", name="finance_cisreturn_settlement_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="cisverification",
            index=models.Index(fields=["partner", "account", "valid_from"], name="finance_cisverification_day"),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_cisverification_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=partners.rls.PartnerIsolation(
                name="finance_cisverification_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=partners.audit_ddl.Audited(hide=("nino",), name="finance_cisverification_audited"),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.UniqueConstraint(
                fields=("partner", "account", "number"), name="finance_cisverification_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", finance.states.CisVerificationState["PROPOSED"])),
                fields=("partner", "account"),
                name="finance_cisverification_one_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("decided_human__isnull", True),
                        ("state", finance.states.CisVerificationState["PROPOSED"]),
                    ),
                    models.Q(
                        models.Q(("state", finance.states.CisVerificationState["PROPOSED"]), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_cisverification_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", finance.states.CisVerificationState["APPROVED"]), _negated=True),
                    models.Q(("decided_human", models.F("made_human")), _negated=True),
                    _connector="OR",
                ),
                name="finance_cisverification_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "OUTSIDE"), models.Q(("verification_number", ""), _negated=True), _connector="OR"
                ),
                name="finance_cisverification_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__gte", models.F("verified_on"))), name="finance_cisverification_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vat_to__isnull", True),
                    models.Q(("vat_from__isnull", False), ("vat_to__gte", models.F("vat_from"))),
                    _connector="OR",
                ),
                name="finance_cisverification_vat",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisverification",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_cisverification_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturnline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_cisreturnline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturnline",
            constraint=models.UniqueConstraint(
                fields=("partner", "cis_return", "account"), name="finance_cisreturnline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="cis_return", name="finance_cisreturnline_cis_return_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_cisreturnline_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisreturnline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="verification", name="finance_cisreturnline_verification_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="cisentry",
            index=models.Index(fields=["partner", "legal_entity", "month"], name="finance_cisentry_month"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.rls.PartnerIsolation(
                name="finance_cisentry_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_cisentry_audited"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.audit_ddl.AppendOnly(name="finance_cisentry_append_only"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=models.UniqueConstraint(fields=("partner", "payment", "kind"), name="finance_cisentry_once"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deducted__gte", 0), ("gross__gte", 0), ("kind", "PAID")),
                    models.Q(("deducted__lte", 0), ("gross__lte", 0), ("kind", "RETURNED")),
                    _connector="OR",
                ),
                name="finance_cisentry_signs",
            ),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_cisentry_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.fk.SamePartnerForeignKey(field="account", name="finance_cisentry_account_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.fk.SamePartnerForeignKey(field="payment", name="finance_cisentry_payment_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.fk.SamePartnerForeignKey(
                field="verification", name="finance_cisentry_verification_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="cisentry",
            constraint=partners.fk.SamePartnerForeignKey(field="journal", name="finance_cisentry_journal_same_partner"),
        ),
        run_sql("finance", "cis_guards"),
        run_sql("finance", "cis_returns_guards"),
    ]
