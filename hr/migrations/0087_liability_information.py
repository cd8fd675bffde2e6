"""What a new employer is told about people who go over (TUPE)."""

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
        ("hr", "0086_leaving_pension_versions"),
        ("partners", "0034_limited_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LiabilityDisclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("transferee", models.CharField(help_text="Legal name of the new employer", max_length=200)),
                ("undertaking", models.CharField(help_text="Which service goes over", max_length=200)),
                ("transfer_on", models.DateField(help_text="First day with the new employer")),
                (
                    "agreements",
                    models.TextField(blank=True, help_text="Collective agreements that hold after the transfer"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Waiting for a second person"),
                            ("CONFIRMED", "Confirmed"),
                            ("GIVEN", "Given"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="PREPARED",
                        max_length=10,
                    ),
                ),
                (
                    "as_at",
                    models.DateField(blank=True, help_text="The day by which the information is right", null=True),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("prepared_human", models.UUIDField()),
                ("prepared_at", models.DateTimeField()),
                ("confirmed_human", models.UUIDField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("given_on", models.DateField(blank=True, null=True)),
                ("given_how", models.CharField(blank=True, max_length=200)),
                (
                    "why_late",
                    models.CharField(blank=True, help_text="What made 28 days before impracticable", max_length=200),
                ),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
                (
                    "confirmed_by",
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "employee liability information",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LiabilityPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("claims", models.TextField(blank=True, help_text="Claims of two years, or that are to be expected")),
                ("content", sharedservices.common.fields.SealedTextField(blank=True, default="")),
                (
                    "disclosure",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.liabilitydisclosure",
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
            ],
            options={
                "verbose_name": "person in liability information",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="liabilitydisclosure",
            index=models.Index(fields=["partner", "transfer_on"], name="hr_liability_transfer"),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="hr_liabilitydisclosure_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=partners.rls.PartnerIsolation(
                name="hr_liabilitydisclosure_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=partners.audit_ddl.Audited(hide=(), name="hr_liabilitydisclosure_audited"),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("as_at__isnull", True),
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                        ("confirmed_human__isnull", True),
                        ("content_hash", ""),
                        ("state__in", ["PREPARED", "WITHDRAWN"]),
                    ),
                    models.Q(
                        ("as_at__isnull", False),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("confirmed_human__isnull", False),
                        ("state__in", ["CONFIRMED", "GIVEN", "WITHDRAWN"]),
                        models.Q(("content_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hr_liabilitydisclosure_confirmed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_human__isnull", True),
                    models.Q(("confirmed_human", models.F("prepared_human")), _negated=True),
                    _connector="OR",
                ),
                name="hr_liabilitydisclosure_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("given_on__isnull", False), ("state", "GIVEN"), models.Q(("given_how", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("state", "GIVEN"), _negated=True),
                        ("given_how", ""),
                        ("given_on__isnull", True),
                        ("why_late", ""),
                    ),
                    _connector="OR",
                ),
                name="hr_liabilitydisclosure_given_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilitydisclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "WITHDRAWN"), models.Q(("withdrawn_why", ""), _negated=True)),
                    models.Q(models.Q(("state", "WITHDRAWN"), _negated=True), ("withdrawn_why", "")),
                    _connector="OR",
                ),
                name="hr_liabilitydisclosure_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="liabilityperson",
            index=models.Index(fields=["partner", "person"], name="hr_liabilityperson_person"),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.rls.PartnerIsolation(
                name="hr_liabilityperson_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_liabilityperson_team"),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.audit_ddl.Audited(hide=("claims", "content"), name="hr_liabilityperson_audited"),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=models.UniqueConstraint(
                fields=("partner", "disclosure", "employment"), name="hr_liabilityperson_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.fk.SamePartnerForeignKey(
                field="disclosure", name="hr_liabilityperson_disclosure_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.fk.SamePartnerForeignKey(field="person", name="hr_liabilityperson_person_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="liabilityperson",
            constraint=partners.fk.SamePartnerForeignKey(
                field="employment", name="hr_liabilityperson_employment_same_partner"
            ),
        ),
        run_sql("hr", "liability"),
    ]
