"""The P45 of a leaver, and overpayments worked out by hand."""

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
        ("hr", "0087_liability_information"),
        ("partners", "0034_limited_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuedP45",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("issued_on", models.DateField()),
                ("paid_to", models.DateField(help_text="Pay date of the last payment on it")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
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
                    "leaving",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaving",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "P45 that was issued",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_issuedp45_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_issuedp45_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_issuedp45_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_issuedp45_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("partner", "leaving"),
                        name="hr_issuedp45_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_issuedp45_withdrawn_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_issuedp45_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_issuedp45_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_issuedp45_leaving_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverpaymentFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("gross", sharedservices.common.fields.MoneyField()),
                ("net", sharedservices.common.fields.MoneyField()),
                (
                    "guide",
                    sharedservices.common.fields.MoneyField(help_text="Net by calendar days, as it stood beside it"),
                ),
                ("reason", models.CharField(max_length=200)),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.overpaymentcase",
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
                "verbose_name": "overpayment worked out by hand",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case"], name="hr_overpaymentfigure_case")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_overpaymentfigure_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_overpaymentfigure_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_overpaymentfigure_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_overpaymentfigure_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gross__gte", models.F("net")), ("net__gte", 0), models.Q(("reason", ""), _negated=True)
                        ),
                        name="hr_overpaymentfigure_sensible",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_overpaymentfigure_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_overpaymentfigure_person_same_partner"),
                ],
            },
        ),
        run_sql("hr", "after_leaving"),
    ]
