"""What a shared service costs, and who bears how much of it."""

import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
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
        ("finance", "0010_bank_accounts"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CostPool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(help_text="In which the financial year begins")),
                ("code", models.SlugField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("HEADCOUNT", "Headcount"),
                            ("PAYSLIPS", "Payslips"),
                            ("INVOICES", "Suppliers’ invoices"),
                            ("ORDERS", "Orders"),
                            ("CASES", "Cases"),
                            ("FTE", "Full-time equivalents"),
                            ("ASSETS", "Assets"),
                            ("AGREED_PCT", "Agreed percentages"),
                            ("FIXED_FEE", "Fixed fees"),
                            ("BLEND", "A blend of measures"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "blend",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="The parts of a blend in percent",
                    ),
                ),
                ("budget", sharedservices.common.fields.MoneyField()),
                ("actual", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                (
                    "damping",
                    sharedservices.common.fields.UnitsField(
                        blank=True, help_text="Percent that a share may move in a year", null=True
                    ),
                ),
                ("minimum_fee", sharedservices.common.fields.MoneyField(default=0)),
                ("made_at", models.DateTimeField()),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="DriverSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(help_text="That they are of")),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("HEADCOUNT", "Headcount"),
                            ("PAYSLIPS", "Payslips"),
                            ("INVOICES", "Suppliers’ invoices"),
                            ("ORDERS", "Orders"),
                            ("CASES", "Cases"),
                            ("FTE", "Full-time equivalents"),
                            ("ASSETS", "Assets"),
                            ("AGREED_PCT", "Agreed percentages"),
                            ("FIXED_FEE", "Fixed fees"),
                        ],
                        max_length=12,
                    ),
                ),
                ("measured_on", models.DateField()),
                (
                    "figures",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, help_text="By the code of the partner"
                    ),
                ),
                ("evidence", models.CharField(max_length=200)),
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.driversnapshot",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PoolMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_month", models.PositiveSmallIntegerField(default=1, help_text="1 is April")),
                ("months", models.PositiveSmallIntegerField(default=12)),
                ("in_scope", models.BooleanField(default=True)),
                ("floor", sharedservices.common.fields.MoneyField(default=0)),
                ("cap", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("set_up", sharedservices.common.fields.MoneyField(default=0)),
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
                    "pool",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costpool",
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
            },
        ),
        migrations.CreateModel(
            name="ShareCalculation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("PROVISIONAL", "Budget and last year’s figures"),
                            ("FINAL", "Actual cost and measured figures"),
                        ],
                        max_length=11,
                    ),
                ),
                ("amount", sharedservices.common.fields.MoneyField()),
                (
                    "snapshots",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), help_text="The figures that it was worked out from", size=None
                    ),
                ),
                (
                    "terms",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Method and terms as they were then",
                    ),
                ),
                ("made_human", models.UUIDField()),
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
                    "pool",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costpool",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CostShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("service", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("PROVISIONAL", "Budget and last year’s figures"),
                            ("FINAL", "Actual cost and measured figures"),
                        ],
                        max_length=11,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("HEADCOUNT", "Headcount"),
                            ("PAYSLIPS", "Payslips"),
                            ("INVOICES", "Suppliers’ invoices"),
                            ("ORDERS", "Orders"),
                            ("CASES", "Cases"),
                            ("FTE", "Full-time equivalents"),
                            ("ASSETS", "Assets"),
                            ("AGREED_PCT", "Agreed percentages"),
                            ("FIXED_FEE", "Fixed fees"),
                            ("BLEND", "A blend of measures"),
                        ],
                        max_length=12,
                    ),
                ),
                ("pool_amount", sharedservices.common.fields.MoneyField()),
                ("pounds", sharedservices.common.fields.MoneyField()),
                ("by_measure", sharedservices.common.fields.MoneyField(help_text="Before floors, caps and limits")),
                ("weight", sharedservices.common.fields.UnitsField(help_text="Percent of the pool by measure alone")),
                (
                    "figures",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Its own figures, and the totals of all",
                    ),
                ),
                ("first_month", models.PositiveSmallIntegerField()),
                ("months", models.PositiveSmallIntegerField()),
                (
                    "bound",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FLOOR", "FLOOR"),
                            ("MINIMUM_FEE", "MINIMUM_FEE"),
                            ("CAP", "CAP"),
                            ("FELL_TOO_FAR", "FELL_TOO_FAR"),
                            ("ROSE_TOO_FAR", "ROSE_TOO_FAR"),
                        ],
                        max_length=12,
                    ),
                ),
                ("has_penny", models.BooleanField(help_text="It bears one of the pennies that were left over")),
                ("set_up", sharedservices.common.fields.MoneyField()),
                ("explanation", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("KEPT", "Not told yet"),
                            ("ISSUED", "Told to the partner"),
                            ("DISPUTED", "Disputed"),
                            ("SETTLED", "Dispute answered"),
                        ],
                        default="KEPT",
                        max_length=8,
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("dispute", models.CharField(blank=True, max_length=500)),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
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
                    "to_partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "calculation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.sharecalculation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_costpool_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=partners.rls.PartnerIsolation(
                name="finance_costpool_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_costpool_audited"),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=models.UniqueConstraint(fields=("partner", "year", "code"), name="finance_costpool_once"),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("budget__gte", 0),
                    models.Q(("actual__isnull", True), ("actual__gte", 0), _connector="OR"),
                    ("minimum_fee__gte", 0),
                ),
                name="finance_costpool_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="costpool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("locked_at__isnull", True), ("locked_by__isnull", True)),
                    models.Q(("actual__isnull", False), ("locked_at__isnull", False), ("locked_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_costpool_locked_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="driversnapshot",
            index=models.Index(fields=["partner", "metric", "year"], name="finance_driversnapshot_of"),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_driversnapshot_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=partners.rls.PartnerIsolation(
                name="finance_driversnapshot_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_driversnapshot_audited"),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=partners.audit_ddl.AppendOnly(name="finance_driversnapshot_append_only"),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=models.UniqueConstraint(
                fields=("partner", "replaces"), name="finance_driversnapshot_replaced_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True), name="finance_driversnapshot_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="driversnapshot",
            constraint=partners.fk.SamePartnerForeignKey(
                field="replaces", name="finance_driversnapshot_replaces_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=partners.rls.PartnerIsolation(
                name="finance_poolmember_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_poolmember_audited"),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=models.UniqueConstraint(
                fields=("partner", "pool", "to_partner"), name="finance_poolmember_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_month__gte", 1),
                    ("months__lte", 12),
                    (
                        "first_month__lte",
                        django.db.models.expressions.CombinedExpression(models.Value(13), "-", models.F("months")),
                    ),
                ),
                name="finance_poolmember_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("floor__gte", 0),
                    ("set_up__gte", 0),
                    models.Q(("cap__isnull", True), ("cap__gte", models.F("floor")), _connector="OR"),
                ),
                name="finance_poolmember_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="poolmember",
            constraint=partners.fk.SamePartnerForeignKey(field="pool", name="finance_poolmember_pool_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_sharecalculation_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=partners.rls.PartnerIsolation(
                name="finance_sharecalculation_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_sharecalculation_audited"),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=partners.audit_ddl.AppendOnly(name="finance_sharecalculation_append_only"),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=models.UniqueConstraint(
                fields=("partner", "pool", "version"), name="finance_sharecalculation_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharecalculation",
            constraint=partners.fk.SamePartnerForeignKey(
                field="pool", name="finance_sharecalculation_pool_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="costshare",
            index=models.Index(fields=["partner", "to_partner", "year"], name="finance_costshare_of"),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=partners.rls.PartnerIsolation(
                name="finance_costshare_isolation",
                reader="to_partner_id",
                reader_if="state <> 'KEPT'",
                self_insert=False,
                self_only_if="",
                self_service=None,
                signer_if=("state = 'ISSUED'", "state = 'DISPUTED'"),
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_costshare_audited"),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.UniqueConstraint(
                fields=("partner", "calculation", "to_partner"), name="finance_costshare_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at__isnull", True), ("issued_by__isnull", True), ("state", "KEPT")),
                    models.Q(
                        models.Q(("state", "KEPT"), _negated=True),
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_costshare_issued_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("dispute", ""),
                        ("disputed_at__isnull", True),
                        ("disputed_by__isnull", True),
                        ("state__in", ["KEPT", "ISSUED"]),
                    ),
                    models.Q(
                        ("disputed_at__isnull", False),
                        ("disputed_by__isnull", False),
                        ("state__in", ["DISPUTED", "SETTLED"]),
                        models.Q(("dispute", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_costshare_disputed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "SETTLED"), _negated=True),
                        ("answer", ""),
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("state", "SETTLED"),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_costshare_answered_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("pounds__gte", 0), ("set_up__gte", 0)), name="finance_costshare_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="costshare",
            constraint=partners.fk.SamePartnerForeignKey(
                field="calculation", name="finance_costshare_calculation_same_partner"
            ),
        ),
        run_sql("finance", "recharges_guards"),
    ]
