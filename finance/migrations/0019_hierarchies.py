"""Hierarchies of codes, with their versions."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import finance.states
import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0018_extracts"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hierarchy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "segment",
                    models.CharField(
                        choices=[("SUBJECTIVE", "Subjective codes"), ("COST_CENTRE", "Cost centres")], max_length=11
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=120)),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        help_text="What its levels are called, the highest first",
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField()),
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
                "verbose_name_plural": "hierarchies",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HierarchyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("starts_on", models.DateField()),
                ("description", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("DRAFT", "Draft"), ("APPLIED", "In force"), ("DISCARDED", "Discarded")],
                        default=finance.states.HierarchyState["DRAFT"],
                        max_length=9,
                    ),
                ),
                ("n_lines", models.IntegerField()),
                ("lines_hash", models.CharField(help_text="SHA-256 over its lines", max_length=64)),
                ("prepared_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hierarchy",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.hierarchy",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HierarchyLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "names",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
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
                    "subjective",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.subjective",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.hierarchyversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_hierarchy_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=partners.rls.PartnerIsolation(
                name="finance_hierarchy_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_hierarchy_audited"),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=models.UniqueConstraint(
                fields=("partner", "legal_entity", "code"), name="finance_hierarchy_code", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9-]{2,10}$")), name="finance_hierarchy_code_signs"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("legal_entity__isnull", True), ("segment", "SUBJECTIVE")),
                    models.Q(("legal_entity__isnull", False), ("segment", "COST_CENTRE")),
                    _connector="OR",
                ),
                name="finance_hierarchy_whose_codes",
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=models.CheckConstraint(
                condition=models.Q(("levels__len__gte", 1), ("levels__len__lte", 4)), name="finance_hierarchy_levels"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchy",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="finance_hierarchy_legal_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="finance_hierarchyversion_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=partners.rls.PartnerIsolation(
                name="finance_hierarchyversion_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_hierarchyversion_audited"),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=models.UniqueConstraint(
                fields=("partner", "hierarchy", "number"), name="finance_hierarchyversion_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", False), ("applied_by__isnull", False), ("state", "APPLIED")),
                    models.Q(
                        models.Q(("state", "APPLIED"), _negated=True),
                        ("applied_at__isnull", True),
                        ("applied_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_hierarchyversion_applied",
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("n_lines__gte", 1), ("number__gte", 1)), name="finance_hierarchyversion_has_lines"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyversion",
            constraint=partners.fk.SamePartnerForeignKey(
                field="hierarchy", name="finance_hierarchyversion_hierarchy_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=partners.rls.PartnerIsolation(
                name="finance_hierarchyline_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=models.UniqueConstraint(
                fields=("partner", "version", "subjective"), name="finance_hierarchyline_subjective_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=models.UniqueConstraint(
                fields=("partner", "version", "cost_centre"), name="finance_hierarchyline_cost_centre_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cost_centre__isnull", False), ("subjective__isnull", True)),
                    models.Q(("cost_centre__isnull", True), ("subjective__isnull", False)),
                    _connector="OR",
                ),
                name="finance_hierarchyline_one_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="version", name="finance_hierarchyline_version_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="subjective", name="finance_hierarchyline_subjective_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="hierarchyline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="cost_centre", name="finance_hierarchyline_cost_centre_same_partner"
            ),
        ),
        run_sql("finance", "hierarchies"),
    ]
