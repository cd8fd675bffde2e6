"""Accounts receivable: customers, invoices, receipts, reminders, plans, write-offs."""

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
        ("finance", "0003_ledger_guards"),
        ("partners", "0035_receivables_manager"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField(help_text="Its number at the legal entity")),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PERSON", "Individual"),
                            ("BUSINESS", "Business"),
                            ("PUBLIC_BODY", "Public body"),
                            ("EMPLOYEE", "Employee or former employee"),
                        ],
                        max_length=11,
                    ),
                ),
                ("address", sharedservices.common.fields.SealedTextField(help_text="Lines of the address, one a line")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("vat_number", models.CharField(blank=True, max_length=12)),
                ("terms_days", models.IntegerField(default=28, help_text="Days from issue until an invoice is due")),
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
            },
        ),
        migrations.CreateModel(
            name="CustomerHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DECEASED", "Has died"),
                            ("VULNERABLE", "Vulnerable"),
                            ("BREATHING", "Breathing space"),
                            ("BANKRUPTCY", "Bankruptcy or insolvency"),
                            ("SOCIAL_CARE", "Social care charge under review"),
                            ("OTHER", "Another reason"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="The last day; none while it is not known", null=True),
                ),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.customer",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
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
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InstalmentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "settled_before",
                    sharedservices.common.fields.MoneyField(help_text="What was settled when it was agreed"),
                ),
                ("agreed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("amount", sharedservices.common.fields.MoneyField()),
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
                        to="finance.instalmentplan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("received_on", models.DateField()),
                ("amount", sharedservices.common.fields.MoneyField()),
                (
                    "allocated",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Sum of its allocations, which the database keeps"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("BACS", "Bank transfer"),
                            ("DD", "Direct debit"),
                            ("CARD", "Card"),
                            ("CHEQUE", "Cheque"),
                            ("CASH", "Cash"),
                        ],
                        max_length=6,
                    ),
                ),
                ("reference", models.CharField(help_text="As it stands on the statement", max_length=40)),
                ("key", models.CharField(help_text="What may be recorded once", max_length=120)),
                ("recorded_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.customer",
                    ),
                ),
                (
                    "found_journal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="What took it out of suspense",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SalesInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("INVOICE", "Invoice"), ("CREDIT_NOTE", "Credit note")],
                        default="INVOICE",
                        max_length=11,
                    ),
                ),
                (
                    "number",
                    models.IntegerField(blank=True, help_text="Taken when it is issued: without gaps", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("APPROVED", "Approved"),
                            ("ISSUED", "Issued"),
                            ("PART_PAID", "Part paid"),
                            ("PAID", "Paid"),
                            ("DISPUTED", "Disputed"),
                            ("IN_RECOVERY", "In recovery"),
                            ("WRITTEN_OFF", "Written off"),
                            ("CREDITED", "Credited"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default=finance.states.SalesState["DRAFT"],
                        max_length=11,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("customer_reference", models.CharField(blank=True, help_text="Their order number", max_length=40)),
                ("tax_point", models.DateField()),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("net", sharedservices.common.fields.MoneyField(default=0)),
                ("vat", sharedservices.common.fields.MoneyField(default=0)),
                ("gross", sharedservices.common.fields.MoneyField(default=0)),
                (
                    "settled",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Sum of its allocations, which the database keeps"
                    ),
                ),
                ("raised_human", models.UUIDField()),
                ("raised_at", models.DateTimeField()),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "billed_to",
                    sharedservices.common.fields.SealedTextField(
                        blank=True, default="", help_text="Name and address as issued"
                    ),
                ),
                (
                    "dispute",
                    models.CharField(blank=True, help_text="What the customer disputes, while they do", max_length=200),
                ),
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
                    "credits",
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
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.customer",
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
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="invoice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.salesinvoice",
            ),
        ),
        migrations.CreateModel(
            name="DunningStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("step", models.CharField(max_length=10)),
                ("taken_on", models.DateField()),
                ("owed", sharedservices.common.fields.MoneyField()),
                ("taken_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="None: it went on paper",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.outboundmessage",
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
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.salesinvoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SalesLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("description", models.CharField(max_length=200)),
                ("quantity", sharedservices.common.fields.MoneyField()),
                ("unit_price", sharedservices.common.fields.MoneyField()),
                ("net", sharedservices.common.fields.MoneyField()),
                ("vat_code", models.CharField(max_length=3)),
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
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.salesinvoice",
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
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount", sharedservices.common.fields.MoneyField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("UNECONOMIC", "Costs more to collect than it is"),
                            ("UNTRACEABLE", "Nobody finds them"),
                            ("STATUTE", "Older than six years (Limitation Act 1980)"),
                            ("INSOLVENT", "Insolvent"),
                            ("NO_ESTATE", "Died and left nothing"),
                            ("REMISSION", "Remitted by a court"),
                        ],
                        max_length=11,
                    ),
                ),
                ("explanation", models.CharField(max_length=500)),
                ("member_report", models.CharField(blank=True, max_length=60)),
                ("written_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.CharField(blank=True, max_length=200)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.salesinvoice",
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
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_journal",
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount", sharedservices.common.fields.MoneyField()),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.CharField(blank=True, max_length=200)),
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
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="finance.receipt",
                    ),
                ),
                (
                    "credit_note",
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
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.salesinvoice",
                    ),
                ),
                (
                    "write_off",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.writeoff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["partner", "name"], name="finance_customer_name"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_customer_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=partners.rls.PartnerIsolation(
                name="finance_customer_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=partners.audit_ddl.Audited(hide=("address", "email"), name="finance_customer_audited"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "number"), name="finance_customer_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("terms_days__range", (14, 30))), name="finance_customer_terms"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="finance_customer_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_customer_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="customerhold",
            index=models.Index(fields=["partner", "customer"], name="finance_customerhold_of"),
        ),
        migrations.AddConstraint(
            model_name="customerhold",
            constraint=partners.rls.PartnerIsolation(
                name="finance_customerhold_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="customerhold",
            constraint=partners.audit_ddl.Audited(hide=("reason",), name="finance_customerhold_audited"),
        ),
        migrations.AddConstraint(
            model_name="customerhold",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="finance_customerhold_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="customerhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_customerhold_lifted_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="customerhold",
            constraint=partners.fk.SamePartnerForeignKey(
                field="customer", name="finance_customerhold_customer_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=partners.rls.PartnerIsolation(
                name="finance_instalment_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_instalment_audited"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=partners.audit_ddl.AppendOnly(name="finance_instalment_append_only"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("partner", "plan", "due_on"), name="finance_instalment_once"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="finance_instalment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=partners.fk.SamePartnerForeignKey(field="plan", name="finance_instalment_plan_same_partner"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["partner", "customer", "-id"], name="finance_receipt_customer"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_receipt_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.rls.PartnerIsolation(
                name="finance_receipt_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_receipt_audited"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("partner", "legal_entity", "key"), name="finance_receipt_key"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("allocated__gte", 0), ("allocated__lte", models.F("amount")), ("amount__gt", 0)),
                name="finance_receipt_allocated",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("customer__isnull", False),
                    models.Q(("allocated", 0), ("found_journal__isnull", True)),
                    _connector="OR",
                ),
                name="finance_receipt_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_receipt_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.fk.SamePartnerForeignKey(
                field="customer", name="finance_receipt_customer_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.fk.SamePartnerForeignKey(field="journal", name="finance_receipt_journal_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=partners.fk.SamePartnerForeignKey(
                field="found_journal", name="finance_receipt_found_journal_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="salesinvoice",
            index=models.Index(fields=["partner", "customer", "-id"], name="finance_sales_customer"),
        ),
        migrations.AddIndex(
            model_name="salesinvoice",
            index=models.Index(fields=["partner", "state", "due_on"], name="finance_sales_due"),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_salesinvoice_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.rls.PartnerIsolation(
                name="finance_salesinvoice_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.audit_ddl.Audited(hide=("billed_to",), name="finance_salesinvoice_audited"),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "kind", "number"), name="finance_sales_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gross", django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("vat"))),
                    ("net__gte", 0),
                    ("vat__gte", 0),
                ),
                name="finance_sales_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled__gte", 0), ("settled__lte", models.F("gross"))),
                name="finance_sales_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["PAID", "CREDITED", "WRITTEN_OFF"]), _negated=True),
                    ("settled", models.F("gross")),
                    _connector="OR",
                ),
                name="finance_sales_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("issued_on__isnull", True),
                        ("journal__isnull", True),
                        ("number__isnull", True),
                        ("settled", 0),
                        ("state__in", ["DRAFT", "APPROVED", "DISCARDED"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["DRAFT", "APPROVED", "DISCARDED"]), _negated=True),
                        ("approved_by__isnull", False),
                        ("due_on__isnull", False),
                        ("issued_on__isnull", False),
                        ("journal__isnull", False),
                        ("number__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_sales_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_human__isnull", True),
                    models.Q(("approved_human", models.F("raised_human")), _negated=True),
                    models.Q(("gross__lte", 500), ("kind", "CREDIT_NOTE")),
                    _connector="OR",
                ),
                name="finance_sales_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True), ("approved_by__isnull", True), ("approved_human__isnull", True)
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_human__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_sales_approved_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credits__isnull", True), ("kind", "INVOICE")),
                    models.Q(("credits__isnull", False), ("kind", "CREDIT_NOTE")),
                    _connector="OR",
                ),
                name="finance_sales_credits",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DISPUTED"), models.Q(("dispute", ""), _negated=True)),
                    models.Q(models.Q(("state", "DISPUTED"), _negated=True), ("dispute", "")),
                    _connector="OR",
                ),
                name="finance_sales_dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_salesinvoice_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.fk.SamePartnerForeignKey(
                field="customer", name="finance_salesinvoice_customer_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.fk.SamePartnerForeignKey(
                field="credits", name="finance_salesinvoice_credits_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesinvoice",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_salesinvoice_journal_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_instalmentplan_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=partners.rls.PartnerIsolation(
                name="finance_instalmentplan_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_instalmentplan_audited"),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("partner", "invoice"),
                name="finance_plan_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_plan_ended_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_instalmentplan_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=partners.rls.PartnerIsolation(
                name="finance_dunningstep_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_dunningstep_audited"),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=partners.audit_ddl.AppendOnly(name="finance_dunningstep_append_only"),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=models.UniqueConstraint(fields=("partner", "invoice", "step"), name="finance_dunningstep_once"),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_dunningstep_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=partners.fk.SamePartnerForeignKey(
                field="message", name="finance_dunningstep_message_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_salesline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_salesline_audited"),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=models.UniqueConstraint(
                fields=("partner", "invoice", "number"), name="finance_salesline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=models.CheckConstraint(
                condition=models.Q(("net__gte", 0), ("quantity__gt", 0), ("unit_price__gte", 0)),
                name="finance_salesline_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_salesline_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesline",
            constraint=partners.fk.SamePartnerForeignKey(field="coding", name="finance_salesline_coding_same_partner"),
        ),
        migrations.AddIndex(
            model_name="writeoff",
            index=models.Index(fields=["partner", "invoice"], name="finance_writeoff_of"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_writeoff_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=partners.rls.PartnerIsolation(
                name="finance_writeoff_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_writeoff_audited"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="finance_writeoff_positive"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("undone_at__isnull", True), ("undone_by__isnull", True), ("undone_journal__isnull", True)
                    ),
                    models.Q(
                        ("undone_at__isnull", False), ("undone_by__isnull", False), ("undone_journal__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="finance_writeoff_undone_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=partners.fk.SamePartnerForeignKey(field="invoice", name="finance_writeoff_invoice_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=partners.fk.SamePartnerForeignKey(field="journal", name="finance_writeoff_journal_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=partners.fk.SamePartnerForeignKey(
                field="undone_journal", name="finance_writeoff_undone_journal_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["partner", "invoice"], name="finance_allocation_invoice"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["partner", "receipt"], name="finance_allocation_receipt"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.rls.PartnerIsolation(
                name="finance_allocation_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_allocation_audited"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="finance_allocation_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", True), ("receipt__isnull", False), ("write_off__isnull", True)),
                    models.Q(("credit_note__isnull", False), ("receipt__isnull", True), ("write_off__isnull", True)),
                    models.Q(("credit_note__isnull", True), ("receipt__isnull", True), ("write_off__isnull", False)),
                    _connector="OR",
                ),
                name="finance_allocation_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True), ("undone_reason", "")),
                    models.Q(
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undone_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_allocation_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_allocation_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="receipt", name="finance_allocation_receipt_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="credit_note", name="finance_allocation_credit_note_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="write_off", name="finance_allocation_write_off_same_partner"
            ),
        ),
        run_sql("finance", "receivables_guards"),
    ]
