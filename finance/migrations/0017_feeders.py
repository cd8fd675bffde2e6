"""Files of other systems: suppliers’ invoices and purchase-card transactions, row by row."""

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
        ("finance", "0016_vat"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeederFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("INVOICES", "Suppliers’ invoices"), ("CARDS", "Purchase-card transactions")],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(help_text="Of the file, as it was handed in", max_length=120)),
                ("file_hash", models.CharField(help_text="SHA-256 of the file", max_length=64)),
                ("headings", models.JSONField()),
                (
                    "layout",
                    models.JSONField(
                        default=dict, help_text="Which heading says what, and what is charged to which codes"
                    ),
                ),
                (
                    "control_total",
                    sharedservices.common.fields.MoneyField(help_text="What the other system says that it comes to"),
                ),
                ("n_rows", models.IntegerField()),
                (
                    "total",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Of the rows whose amount can be read"
                    ),
                ),
                ("n_landed", models.IntegerField(default=0)),
                ("total_landed", sharedservices.common.fields.MoneyField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("TAKEN", "Taken"),
                            ("CHECKED", "Checked"),
                            ("LANDED", "Landed"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default=finance.states.FeederState["TAKEN"],
                        max_length=9,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("landed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "landed_by",
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
                    "taken_by",
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
            name="FeederRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField(help_text="As in a spreadsheet: headings are row 1")),
                ("values", models.JSONField(help_text="The cells as they stood there, in the order of the headings")),
                ("row_hash", models.CharField(max_length=64)),
                ("on", models.DateField(blank=True, null=True)),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="Pounds spent; below nought what came back", null=True
                    ),
                ),
                ("payee", models.CharField(blank=True, max_length=160)),
                (
                    "payee_key",
                    models.CharField(blank=True, help_text="The payee’s number in the other system", max_length=60),
                ),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("category", models.CharField(blank=True, max_length=160)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("subjective", models.CharField(blank=True, max_length=5)),
                ("cost_centre", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("TAKEN", "Not read yet"),
                            ("READY", "Ready"),
                            ("REFUSED", "Refused"),
                            ("LANDED", "Landed"),
                        ],
                        default="TAKEN",
                        max_length=7,
                    ),
                ),
                ("column", models.CharField(blank=True, help_text="Which column speaks against it", max_length=10)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("remedy", models.CharField(blank=True, max_length=300)),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.feederfile",
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
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_feederfile_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=partners.rls.PartnerIsolation(
                name="finance_feederfile_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_feederfile_audited"),
        ),
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DISCARDED"), _negated=True),
                fields=("partner", "legal_entity", "kind", "file_hash"),
                name="finance_feederfile_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("landed_at__isnull", False), ("landed_by__isnull", False), ("state", "LANDED")),
                    models.Q(
                        models.Q(("state", "LANDED"), _negated=True),
                        ("landed_at__isnull", True),
                        ("landed_by__isnull", True),
                        ("n_landed", 0),
                        ("total_landed", 0),
                    ),
                    _connector="OR",
                ),
                name="finance_feederfile_landed",
            ),
        ),
        migrations.AddConstraint(
            model_name="feederfile",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_feederfile_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="feederrow",
            index=models.Index(fields=["partner", "file", "state"], name="finance_feederrow_state"),
        ),
        migrations.AddIndex(
            model_name="feederrow",
            index=models.Index(fields=["partner", "payee_key"], name="finance_feederrow_payee"),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=partners.rls.PartnerIsolation(
                name="finance_feederrow_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=models.UniqueConstraint(fields=("partner", "file", "number"), name="finance_feederrow_number"),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "LANDED")), fields=("partner", "row_hash"), name="finance_feederrow_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("invoice__isnull", False), ("journal__isnull", True), ("problem", ""), ("state", "LANDED")
                    ),
                    models.Q(
                        ("invoice__isnull", True), ("journal__isnull", False), ("problem", ""), ("state", "LANDED")
                    ),
                    models.Q(
                        models.Q(("state", "LANDED"), _negated=True),
                        ("invoice__isnull", True),
                        ("journal__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_feederrow_landed",
            ),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "REFUSED"), models.Q(("problem", ""), _negated=True)),
                    models.Q(models.Q(("state", "REFUSED"), _negated=True), ("problem", "")),
                    _connector="OR",
                ),
                name="finance_feederrow_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=partners.fk.SamePartnerForeignKey(field="file", name="finance_feederrow_file_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=partners.fk.SamePartnerForeignKey(
                field="invoice", name="finance_feederrow_invoice_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="feederrow",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_feederrow_journal_same_partner"
            ),
        ),
        run_sql("finance", "feeders"),
    ]
