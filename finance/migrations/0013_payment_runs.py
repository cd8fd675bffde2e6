"""Payment runs: proposals, their items, payments and files."""

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


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0012_closing"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("body", sharedservices.common.fields.SealedTextField()),
                ("sha256", models.CharField(max_length=64)),
                ("n_payments", models.IntegerField()),
                ("total", sharedservices.common.fields.MoneyField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(
                        help_text="Pounds of the invoice that it settles; below nought for a credit note"
                    ),
                ),
                (
                    "deduction",
                    sharedservices.common.fields.MoneyField(default=0, help_text="Kept back of that for tax"),
                ),
                ("why", models.CharField(max_length=200)),
                ("warning", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("IN", "In this run"),
                            ("OUT", "Not in this run"),
                            ("PAID", "Paid"),
                            ("RETURNED", "Came back"),
                        ],
                        default="IN",
                        max_length=8,
                    ),
                ),
                ("out_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("BACS", "Bacs"),
                            ("FASTER", "Faster Payments"),
                            ("CHAPS", "CHAPS"),
                            ("CHEQUE", "Cheque"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "file_format",
                    models.CharField(
                        choices=[
                            ("BACS18", "Bacs Standard 18"),
                            ("PAIN001", "ISO 20022 pain.001.001.09"),
                            ("LISTING", "List of cheques (CSV)"),
                        ],
                        max_length=7,
                    ),
                ),
                ("pay_on", models.DateField(help_text="The banking day on which the money arrives")),
                ("next_run_on", models.DateField(help_text="What would be late then goes now")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("REVIEWED", "Reviewed"),
                            ("APPROVED", "Approved"),
                            ("RELEASED", "Released"),
                            ("FILE_SENT", "File sent"),
                            ("CONFIRMED", "Confirmed"),
                            ("POSTED", "Posted"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default=finance.states.PaymentRunState["PROPOSED"],
                        max_length=9,
                    ),
                ),
                ("n_items", models.IntegerField(default=0)),
                ("n_payments", models.IntegerField(default=0)),
                ("total", sharedservices.common.fields.MoneyField(default=0)),
                ("largest", sharedservices.common.fields.MoneyField(default=0, help_text="The largest payment")),
                ("needs_two", models.BooleanField(default=False, help_text="Two people release it")),
                (
                    "items_hash",
                    models.CharField(
                        blank=True, help_text="SHA-256 over what is paid, taken at the review", max_length=64
                    ),
                ),
                (
                    "file_hash",
                    models.CharField(blank=True, help_text="SHA-256 of the file for the bank", max_length=64),
                ),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("reviewed_human", models.UUIDField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("released_human", models.UUIDField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("second_human", models.UUIDField(blank=True, null=True)),
                ("second_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentRunEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=16)),
                ("from_state", models.CharField(blank=True, max_length=9)),
                ("to_state", models.CharField(max_length=9)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupplierPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField(help_text="Its place in the file")),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(
                        help_text="What arrives: invoices less credit notes and deductions"
                    ),
                ),
                ("deducted", sharedservices.common.fields.MoneyField(default=0)),
                ("holder", models.CharField(max_length=100)),
                ("last_four", models.CharField(blank=True, max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("PAID", "Paid"),
                            ("RETURNED", "Returned"),
                            ("STOPPED", "Stopped"),
                        ],
                        default=finance.states.SupplierPaymentState["WAITING"],
                        max_length=8,
                    ),
                ),
                ("returned_on", models.DateField(blank=True, null=True)),
                ("return_code", models.CharField(blank=True, max_length=4)),
                ("return_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="supplierinvoice",
            name="finance_supplierinvoice_posted",
        ),
        migrations.AlterField(
            model_name="supplierinvoice",
            name="state",
            field=models.CharField(
                choices=[
                    ("RECEIVED", "Received"),
                    ("VALIDATED", "Validated"),
                    ("DUP_SUSPECT", "Possible duplicate"),
                    ("INVALID_RETURNED", "Returned"),
                    ("MATCHING", "Matching"),
                    ("MATCHED", "Matched"),
                    ("EXCEPTION", "Exception"),
                    ("DISPUTED", "Disputed"),
                    ("APPROVED", "Approved"),
                    ("SCHEDULED", "In a payment run"),
                    ("IN_PAYMENT", "Being paid"),
                    ("PAID", "Paid"),
                    ("CANCELLED", "Cancelled"),
                ],
                default=finance.states.InvoiceState["RECEIVED"],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("journal__isnull", False),
                        (
                            "state__in",
                            [
                                finance.states.InvoiceState["APPROVED"],
                                finance.states.InvoiceState["IN_PAYMENT"],
                                finance.states.InvoiceState["PAID"],
                                finance.states.InvoiceState["SCHEDULED"],
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    finance.states.InvoiceState["APPROVED"],
                                    finance.states.InvoiceState["IN_PAYMENT"],
                                    finance.states.InvoiceState["PAID"],
                                    finance.states.InvoiceState["SCHEDULED"],
                                ],
                            ),
                            _negated=True,
                        ),
                        ("journal__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_supplierinvoice_posted",
            ),
        ),
        migrations.AddField(
            model_name="paymentfile",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
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
            model_name="paymentitem",
            name="bank",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplierbank",
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="invoice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplierinvoice",
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="out_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
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
            model_name="paymentrun",
            name="bank_account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
            name="journal",
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
            model_name="paymentrun",
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
            model_name="paymentrun",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
            name="released_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentrun",
            name="second_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentitem",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.paymentrun",
            ),
        ),
        migrations.AddField(
            model_name="paymentfile",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.paymentrun",
            ),
        ),
        migrations.AddField(
            model_name="paymentrunevent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="paymentrunevent",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="paymentrunevent",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.paymentrun",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
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
            model_name="supplierpayment",
            name="bank",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="None for a cheque",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.supplierbank",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="remittance",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.outboundmessage",
            ),
        ),
        migrations.AddField(
            model_name="supplierpayment",
            name="reversal",
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
            model_name="supplierpayment",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.paymentrun",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrun",
            index=models.Index(fields=["partner", "state", "pay_on"], name="finance_paymentrun_state"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_paymentrun_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=partners.rls.PartnerIsolation(
                name="finance_paymentrun_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_paymentrun_audited"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("reviewed_human__isnull", False),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", True), ("reviewed_by__isnull", True), ("reviewed_human__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_reviewed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_human__isnull", False),
                    ),
                    models.Q(
                        ("approved_at__isnull", True), ("approved_by__isnull", True), ("approved_human__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_approved_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released_at__isnull", False),
                        ("released_by__isnull", False),
                        ("released_human__isnull", False),
                    ),
                    models.Q(
                        ("released_at__isnull", True), ("released_by__isnull", True), ("released_human__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_released_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("second_at__isnull", False), ("second_by__isnull", False), ("second_human__isnull", False)
                    ),
                    models.Q(("second_at__isnull", True), ("second_by__isnull", True), ("second_human__isnull", True)),
                    _connector="OR",
                ),
                name="finance_paymentrun_second_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.UniqueConstraint(fields=("partner", "number"), name="finance_paymentrun_number"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["PROPOSED", "WITHDRAWN"]),
                    models.Q(("items_hash", ""), _negated=True),
                    _connector="OR",
                ),
                name="finance_paymentrun_hashed",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["PROPOSED", "REVIEWED", "WITHDRAWN"]),
                    models.Q(
                        ("approved_human__isnull", False),
                        ("reviewed_human__isnull", False),
                        models.Q(("approved_human", models.F("made_human")), _negated=True),
                        models.Q(("approved_human", models.F("reviewed_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_approver_is_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_human__isnull", True),
                    models.Q(
                        models.Q(("released_human", models.F("made_human")), _negated=True),
                        models.Q(("released_human", models.F("reviewed_human")), _negated=True),
                        models.Q(("released_human", models.F("approved_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_releaser_is_third",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_human__isnull", True),
                    models.Q(
                        models.Q(("second_human", models.F("made_human")), _negated=True),
                        models.Q(("second_human", models.F("reviewed_human")), _negated=True),
                        models.Q(("second_human", models.F("approved_human")), _negated=True),
                        models.Q(("second_human", models.F("released_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_second_is_fourth",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["PROPOSED", "REVIEWED", "WITHDRAWN", "APPROVED"]),
                    models.Q(
                        ("released_human__isnull", False),
                        models.Q(("file_hash", ""), _negated=True),
                        models.Q(("needs_two", False), ("second_human__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_released",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("journal__isnull", False), ("state", "POSTED")),
                    models.Q(models.Q(("state", "POSTED"), _negated=True), ("journal__isnull", True)),
                    _connector="OR",
                ),
                name="finance_paymentrun_posted",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_paymentrun_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=partners.fk.SamePartnerForeignKey(
                field="bank_account", name="finance_paymentrun_bank_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_paymentrun_journal_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentitem",
            index=models.Index(fields=["partner", "invoice", "state"], name="finance_paymentitem_invoice"),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.rls.PartnerIsolation(
                name="finance_paymentitem_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "IN")),
                fields=("partner", "invoice"),
                name="finance_paymentitem_one_live_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.UniqueConstraint(fields=("partner", "run", "invoice"), name="finance_paymentitem_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("amount", 0), _negated=True), ("deduction__gte", 0)),
                name="finance_paymentitem_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("out_by__isnull", False), ("state", "OUT"), models.Q(("out_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "OUT"), _negated=True), ("out_by__isnull", True), ("out_reason", "")),
                    _connector="OR",
                ),
                name="finance_paymentitem_out_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="finance_paymentitem_run_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_paymentitem_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_paymentitem_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentitem",
            constraint=partners.fk.SamePartnerForeignKey(field="bank", name="finance_paymentitem_bank_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=partners.rls.PartnerIsolation(
                name="finance_paymentfile_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=partners.audit_ddl.Audited(hide=("body",), name="finance_paymentfile_audited"),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=partners.audit_ddl.AppendOnly(name="finance_paymentfile_append_only"),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=models.UniqueConstraint(fields=("partner", "run"), name="finance_paymentfile_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="finance_paymentfile_run_same_partner"),
        ),
        migrations.AddIndex(
            model_name="paymentrunevent",
            index=models.Index(fields=["partner", "run", "id"], name="finance_paymentrunevent_log"),
        ),
        migrations.AddConstraint(
            model_name="paymentrunevent",
            constraint=partners.rls.PartnerIsolation(
                name="finance_paymentrunevent_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrunevent",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_paymentrunevent_audited"),
        ),
        migrations.AddConstraint(
            model_name="paymentrunevent",
            constraint=partners.audit_ddl.AppendOnly(name="finance_paymentrunevent_append_only"),
        ),
        migrations.AddConstraint(
            model_name="paymentrunevent",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="finance_paymentrunevent_run_same_partner"),
        ),
        migrations.AddIndex(
            model_name="supplierpayment",
            index=models.Index(fields=["partner", "account", "state"], name="finance_payment_account"),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_supplierpayment_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.rls.PartnerIsolation(
                name="finance_supplierpayment_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_supplierpayment_audited"),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.UniqueConstraint(
                fields=("partner", "run", "account"), name="finance_supplierpayment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.UniqueConstraint(
                fields=("partner", "run", "number"), name="finance_supplierpayment_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("deducted__gte", 0)), name="finance_supplierpayment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_on__isnull", False), ("reversal__isnull", False), ("state", "RETURNED")),
                    models.Q(
                        models.Q(("state", "RETURNED"), _negated=True),
                        ("returned_on__isnull", True),
                        ("reversal__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_supplierpayment_returned",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="finance_supplierpayment_run_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="account", name="finance_supplierpayment_account_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="bank", name="finance_supplierpayment_bank_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="remittance", name="finance_supplierpayment_remittance_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierpayment",
            constraint=partners.fk.SamePartnerForeignKey(
                field="reversal", name="finance_supplierpayment_reversal_same_partner"
            ),
        ),
    ]
