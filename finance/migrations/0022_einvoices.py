"""Electronic invoices as they were received, and envelopes for those that are for another partner."""

import uuid

import django.core.serializers.json
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
        ("finance", "0021_journal_plans"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ElectronicInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(help_text="Of the file", max_length=120)),
                ("body", sharedservices.common.fields.SealedTextField(help_text="The file as it came, in Base64")),
                ("n_bytes", models.PositiveIntegerField()),
                ("file_hash", models.CharField(help_text="SHA-256 of the file", max_length=64)),
                ("received_at", models.DateTimeField(help_text="When it first arrived at any partner; never changes")),
                ("taken_at", models.DateTimeField()),
                (
                    "envelope",
                    models.UUIDField(
                        blank=True, help_text="In which it came from, or went to, another partner", null=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("INVOICE", "Invoice"), ("CREDIT_NOTE", "Credit note")], max_length=11),
                ),
                ("reference", models.CharField(blank=True, max_length=160)),
                ("seller", models.CharField(blank=True, max_length=160)),
                ("buyer", models.CharField(blank=True, max_length=160)),
                ("invoice_date", models.DateField(blank=True, null=True)),
                ("gross", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                (
                    "content",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="What it says, without its bank account",
                    ),
                ),
                (
                    "findings",
                    models.JSONField(
                        default=list, help_text="What speaks against it now: rule, element, message, remedy"
                    ),
                ),
                (
                    "bank",
                    models.CharField(
                        choices=[
                            ("NOT_GIVEN", "It names no account"),
                            ("SAME", "The account that is held"),
                            ("DIFFERS", "Differs from the account that is held"),
                            ("NONE_HELD", "No account is held for this supplier"),
                            ("UNREAD", "Not a British account: compare it yourself"),
                        ],
                        default="NOT_GIVEN",
                        max_length=9,
                    ),
                ),
                ("bank_last_four", models.CharField(blank=True, max_length=4)),
                (
                    "recognised_by",
                    models.CharField(blank=True, help_text="By what the supplier is known", max_length=40),
                ),
                (
                    "told_on",
                    models.DateField(blank=True, help_text="When the supplier was told that it is returned", null=True),
                ),
                ("told_words", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "For whom is not known"),
                            ("WAITING", "Waiting"),
                            ("INVALID", "To be returned"),
                            ("RETURNED", "Returned"),
                            ("REGISTERED", "Entered"),
                            ("DUPLICATE", "Here before"),
                            ("REROUTED", "Passed on"),
                        ],
                        default=finance.states.ElectronicState["RECEIVED"],
                        max_length=10,
                    ),
                ),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.supplieraccount",
                    ),
                ),
                (
                    "from_partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
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
                    "legal_entity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.legalentity",
                    ),
                ),
                (
                    "moved_by",
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
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to_partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "state", "-received_at"], name="finance_einvoice_state"),
                    models.Index(fields=["partner", "-received_at"], name="finance_einvoice_received"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_electronicinvoice_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                    ),
                    partners.audit_ddl.Audited(hide=("body",), name="finance_electronicinvoice_audited"),
                    models.UniqueConstraint(fields=("partner", "file_hash"), name="finance_electronicinvoice_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "REGISTERED")),
                        fields=("partner", "invoice"),
                        name="finance_electronicinvoice_entered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account__isnull", False),
                                ("invoice__isnull", False),
                                ("state__in", ["REGISTERED", "DUPLICATE"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["REGISTERED", "DUPLICATE"]), _negated=True),
                                ("invoice__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="finance_electronicinvoice_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account__isnull", True),
                                ("envelope__isnull", False),
                                ("legal_entity__isnull", True),
                                ("state", "REROUTED"),
                                ("to_partner__isnull", False),
                            ),
                            models.Q(models.Q(("state", "REROUTED"), _negated=True), ("to_partner__isnull", True)),
                            _connector="OR",
                        ),
                        name="finance_electronicinvoice_rerouted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "RETURNED"),
                                ("told_on__isnull", False),
                                models.Q(("told_words", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "RETURNED"), _negated=True),
                                ("told_on__isnull", True),
                                ("told_words", ""),
                            ),
                            _connector="OR",
                        ),
                        name="finance_electronicinvoice_returned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_partner__isnull", True), ("envelope__isnull", False), _connector="OR"
                        ),
                        name="finance_electronicinvoice_from",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="finance_electronicinvoice_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="account", name="finance_electronicinvoice_account_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="invoice", name="finance_electronicinvoice_invoice_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceEnvelope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("body", sharedservices.common.fields.SealedTextField()),
                ("file_hash", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                ("seller", models.CharField(blank=True, max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[("SENT", "Sent"), ("TAKEN", "Taken in there")],
                        default=finance.states.EnvelopeState["SENT"],
                        max_length=5,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
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
                    "to_partner",
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
                "indexes": [models.Index(fields=["partner", "to_partner", "state"], name="finance_invoiceenvelope_to")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="finance_invoiceenvelope_isolation",
                        reader="to_partner_id",
                        reader_if="true",
                        self_insert=False,
                        self_only_if="",
                        self_service=None,
                        signer_if=("state = 'SENT'", "state = 'TAKEN'"),
                    ),
                    partners.audit_ddl.Audited(hide=("body",), name="finance_invoiceenvelope_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("to_partner", models.F("partner")), _negated=True),
                        name="finance_invoiceenvelope_two_partners",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "SENT"), ("taken_at__isnull", True)),
                            models.Q(("state", "TAKEN"), ("taken_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="finance_invoiceenvelope_taken",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="electronicinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_at__isnull", True), ("moved_by__isnull", True)),
                    models.Q(("moved_at__isnull", False), ("moved_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_electronicinvoice_moved",
            ),
        ),
        run_sql("finance", "einvoices"),
    ]
