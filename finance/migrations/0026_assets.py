"""Fixed assets: the register, its changes and their entries."""

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
        ("finance", "0025_bank_checks"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("asset_class", models.CharField(help_text="A class of the policy of assets", max_length=16)),
                ("name", models.CharField(max_length=120)),
                ("location", models.CharField(blank=True, max_length=160)),
                ("lease_ends_on", models.DateField(blank=True, help_text="Of a right-of-use asset", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Proposed"),
                            ("CONSTRUCTION", "Under construction"),
                            ("IN_USE", "In use"),
                            ("DISPOSED", "Disposed"),
                            ("REFUSED", "Refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("in_use_on", models.DateField(blank=True, null=True)),
                ("valued_on", models.DateField(blank=True, null=True)),
                ("valuer", models.CharField(blank=True, max_length=120)),
                ("disposed_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "custodian",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="The cost centre that is charged with it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
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
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.project",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AssetComponent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "construction",
                    sharedservices.common.fields.MoneyField(default=0, help_text="Cost while it is under construction"),
                ),
                ("cost", sharedservices.common.fields.MoneyField(default=0, help_text="Cost, or the last valuation")),
                (
                    "depreciation",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Accumulated since the last valuation"
                    ),
                ),
                (
                    "reserve",
                    sharedservices.common.fields.MoneyField(default=0, help_text="Its part of the revaluation reserve"),
                ),
                (
                    "losses",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Losses charged that a gain would make good"
                    ),
                ),
                ("used", sharedservices.common.fields.MoneyField(default=0, help_text="Charged of its basis so far")),
                (
                    "basis",
                    sharedservices.common.fields.MoneyField(default=0, help_text="Carrying amount that is spread"),
                ),
                ("residual", sharedservices.common.fields.MoneyField(default=0)),
                ("months", models.IntegerField(default=0, help_text="Over which the basis is spread; 0 for ever")),
                (
                    "begins",
                    models.DateField(blank=True, help_text="The first of the first month that is charged", null=True),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.asset",
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
            name="AssetMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ADDITION", "Addition"),
                            ("TAKE_ON", "Taken on"),
                            ("IN_USE", "Brought into use"),
                            ("DEPRECIATION", "Depreciation"),
                            ("REVALUATION", "Revaluation"),
                            ("IMPAIRMENT", "Impairment"),
                            ("LIFE", "Change of life"),
                            ("DISPOSAL", "Disposal"),
                            ("REVERSAL", "Reversal"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting"),
                            ("APPLIED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("REVERSED", "Reversed"),
                        ],
                        default="PROPOSED",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("total", sharedservices.common.fields.MoneyField(help_text="What it moves, in pounds")),
                ("proceeds", sharedservices.common.fields.MoneyField(default=0, help_text="Of a disposal")),
                ("valuer", models.CharField(blank=True, help_text="Of a valuation", max_length=120)),
                ("n_entries", models.IntegerField()),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=200)),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Empty for what is about many",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.asset",
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.period",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.assetmove",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AssetEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("construction", sharedservices.common.fields.MoneyField(default=0)),
                ("cost", sharedservices.common.fields.MoneyField(default=0)),
                ("depreciation", sharedservices.common.fields.MoneyField(default=0)),
                ("reserve", sharedservices.common.fields.MoneyField(default=0)),
                ("losses", sharedservices.common.fields.MoneyField(default=0)),
                ("used", sharedservices.common.fields.MoneyField(default=0)),
                ("basis", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("residual", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("months", models.IntegerField(blank=True, null=True)),
                ("begins", models.DateField(blank=True, null=True)),
                (
                    "component",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.assetcomponent",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The posted line that an addition is",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalline",
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
                    "move",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.assetmove",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_asset_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=partners.rls.PartnerIsolation(
                name="finance_asset_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_asset_audited"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(fields=("partner", "number"), name="finance_asset_number"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["IN_USE", "DISPOSED"]), _negated=True),
                    ("in_use_on__isnull", False),
                    _connector="OR",
                ),
                name="finance_asset_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disposed_on__isnull", False), ("state", "DISPOSED")),
                    models.Q(models.Q(("state", "DISPOSED"), _negated=True), ("disposed_on__isnull", True)),
                    _connector="OR",
                ),
                name="finance_asset_disposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_asset_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=partners.fk.SamePartnerForeignKey(
                field="custodian", name="finance_asset_custodian_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=partners.fk.SamePartnerForeignKey(field="project", name="finance_asset_project_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_assetcomponent_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=partners.rls.PartnerIsolation(
                name="finance_assetcomponent_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_assetcomponent_audited"),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=models.UniqueConstraint(
                fields=("partner", "asset", "number"), name="finance_assetcomponent_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("construction__gte", 0),
                    ("cost__gte", 0),
                    ("depreciation__gte", 0),
                    ("losses__gte", 0),
                    ("reserve__gte", 0),
                ),
                name="finance_assetcomponent_nothing_below_nought",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(("depreciation__lte", models.F("cost"))), name="finance_assetcomponent_carries"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gte", 0), ("residual__gte", 0)), name="finance_assetcomponent_life"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetcomponent",
            constraint=partners.fk.SamePartnerForeignKey(
                field="asset", name="finance_assetcomponent_asset_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="assetmove",
            index=models.Index(fields=["partner", "legal_entity", "state", "on"], name="finance_assetmove_of"),
        ),
        migrations.AddIndex(
            model_name="assetmove",
            index=models.Index(fields=["partner", "asset"], name="finance_assetmove_asset"),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_assetmove_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.rls.PartnerIsolation(
                name="finance_assetmove_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_assetmove_audited"),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "DEPRECIATION"), ("state__in", ["PROPOSED", "APPLIED"])),
                fields=("partner", "legal_entity", "period"),
                name="finance_assetmove_one_depreciation",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", False), ("state__in", ["PROPOSED", "APPLIED"])),
                fields=("partner", "reverses"),
                name="finance_assetmove_reversed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("decided_human__isnull", True),
                        ("journal__isnull", True),
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
                name="finance_assetmove_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["APPLIED", "REVERSED"]), _negated=True),
                    models.Q(("decided_human", models.F("made_human")), _negated=True),
                    _connector="OR",
                ),
                name="finance_assetmove_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "REFUSED"), _negated=True),
                    models.Q(("decision_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="finance_assetmove_refused_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_assetmove_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.fk.SamePartnerForeignKey(field="asset", name="finance_assetmove_asset_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.fk.SamePartnerForeignKey(field="period", name="finance_assetmove_period_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.fk.SamePartnerForeignKey(
                field="reverses", name="finance_assetmove_reverses_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetmove",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_assetmove_journal_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="assetentry",
            index=models.Index(fields=["partner", "component"], name="finance_assetentry_component"),
        ),
        migrations.AddIndex(
            model_name="assetentry",
            index=models.Index(
                condition=models.Q(("line__isnull", False)), fields=["partner", "line"], name="finance_assetentry_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=partners.rls.PartnerIsolation(
                name="finance_assetentry_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=partners.audit_ddl.AppendOnly(name="finance_assetentry_append_only"),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=models.UniqueConstraint(fields=("partner", "move", "component"), name="finance_assetentry_once"),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("basis__isnull", True),
                        ("begins__isnull", True),
                        ("months__isnull", True),
                        ("residual__isnull", True),
                    ),
                    models.Q(("basis__isnull", False), ("months__isnull", False), ("residual__isnull", False)),
                    _connector="OR",
                ),
                name="finance_assetentry_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=partners.fk.SamePartnerForeignKey(field="move", name="finance_assetentry_move_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=partners.fk.SamePartnerForeignKey(
                field="component", name="finance_assetentry_component_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="assetentry",
            constraint=partners.fk.SamePartnerForeignKey(field="line", name="finance_assetentry_line_same_partner"),
        ),
        run_sql("finance", "assets"),
    ]
