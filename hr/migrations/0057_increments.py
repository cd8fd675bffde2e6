"""Increments, pay protection and supplements: rules, bars, deleted points, decisions, and what was given."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
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
        ("hr", "0056_fixed_term_ends"),
        ("partners", "0025_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GradeBar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=200)),
                (
                    "grade",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.grade",
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
                    "point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "bar of a grade",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_gradebar_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_gradebar_audited"),
                    models.UniqueConstraint(fields=("partner", "grade", "point"), name="hr_gradebar_once"),
                    partners.fk.SamePartnerForeignKey(field="grade", name="hr_gradebar_grade_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="point", name="hr_gradebar_point_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Increment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("ASSIMILATION", "Moved from a deleted point"), ("INCREMENT", "Increment")],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField()),
                ("given_in", models.UUIDField(help_text="The list that it was approved in")),
                ("given_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "from_point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
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
                    "to_point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
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
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_increment_person"),
                    models.Index(fields=["partner", "given_in"], name="hr_increment_list"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_increment_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_increment_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_increment_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("partner", "assignment", "kind", "due_on"),
                        name="hr_increment_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_point", models.F("to_point")), _negated=True),
                        name="hr_increment_moves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undo_reason", ""), ("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                                models.Q(("undo_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_increment_undone",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_increment_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_increment_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="from_point", name="hr_increment_from_point_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="to_point", name="hr_increment_to_point_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncrementDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("WITHHELD", "Not given"),
                            ("PAST_BAR", "May pass the bar of the grade"),
                            ("EARNED", "Earned by competence or contribution"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("PERFORMANCE", "Performance"),
                            ("PROBATION", "Probation"),
                            ("QUALIFICATION", "Qualification or experience"),
                            ("COMPETENCE", "Competence"),
                            ("CONTRIBUTION", "Contribution"),
                        ],
                        max_length=15,
                    ),
                ),
                ("n_points", models.PositiveSmallIntegerField(default=1, help_text="Points that were earned")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="Increments that are due on these days"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
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
                "verbose_name": "decision on increments",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_incrementdecision_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_incrementdecision_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_incrementdecision_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_incrementdecision_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("kind", "="), ("valid", "&&")],
                        name="hr_incrementdecision_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_incrementdecision_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n_points__gte", 1), ("n_points__lte", 3)),
                        name="hr_incrementdecision_points",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_incrementdecision_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_incrementdecision_assignment_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarketSupplement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("evidence", models.CharField(help_text="What shows that the market pays more", max_length=200)),
                ("review_on", models.DateField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("review_note", models.CharField(blank=True, max_length=200)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
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
                (
                    "recurring",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.recurringelement",
                    ),
                ),
                (
                    "reviewed_by",
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
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_marketsupplement_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_marketsupplement_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_marketsupplement_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_marketsupplement_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_marketsupplement_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_marketsupplement_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__upper_inf", False)), name="hr_marketsupplement_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__contains", models.F("review_on"))),
                        name="hr_marketsupplement_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("review_note", ""), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("review_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_marketsupplement_reviewed",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_marketsupplement_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_marketsupplement_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_marketsupplement_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="recurring", name="hr_marketsupplement_recurring_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayProtection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CASH", "The difference is paid on top"),
                            ("MARK_TIME", "The old salary stands still until the new one has caught up"),
                        ],
                        max_length=10,
                    ),
                ),
                ("yearly", sharedservices.common.fields.MoneyField(help_text="Pounds a year, full time")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.assignment",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.payelement",
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
                "verbose_name": "pay protection",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_payprotection_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_payprotection_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_payprotection_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_payprotection_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_payprotection_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_payprotection_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__upper_inf", False)), name="hr_payprotection_ends"
                    ),
                    models.CheckConstraint(condition=models.Q(("yearly__gt", 0)), name="hr_payprotection_positive"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_payprotection_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_payprotection_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_payprotection_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="element", name="hr_payprotection_element_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_from", models.DateField()),
                ("source", models.CharField(max_length=200)),
                (
                    "new_point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
                    ),
                ),
                (
                    "old_point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
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
                "verbose_name": "deleted point",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_pointmapping_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_pointmapping_audited"),
                    models.UniqueConstraint(fields=("partner", "old_point"), name="hr_pointmapping_once"),
                    models.CheckConstraint(
                        condition=models.Q(("old_point", models.F("new_point")), _negated=True),
                        name="hr_pointmapping_moves",
                    ),
                    partners.fk.SamePartnerForeignKey(field="old_point", name="hr_pointmapping_old_point_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="new_point", name="hr_pointmapping_new_point_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressionTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("FIXED_DATE", "On a fixed day each year"),
                            ("ANNIVERSARY", "On the anniversary of the day in the grade"),
                            ("COMPETENCE", "When competence is recorded"),
                            ("CONTRIBUTION", "On a fixed day, by as many points as are recorded for contribution"),
                        ],
                        max_length=12,
                    ),
                ),
                ("fixed_month", models.PositiveSmallIntegerField(default=4, help_text="Month of the fixed day")),
                ("fixed_day", models.PositiveSmallIntegerField(default=1, help_text="The fixed day within its month")),
                (
                    "least_months",
                    models.PositiveSmallIntegerField(default=6, help_text="Months in the grade before the first one"),
                ),
                (
                    "counts_unpaid",
                    models.BooleanField(default=True, help_text="Days of unpaid leave count as days in the grade"),
                ),
                ("source", models.CharField(max_length=200)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                    "staff_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.staffgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of increments",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_progressionterms_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_progressionterms_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("staff_group", "="), ("valid", "&&")],
                        name="hr_progressionterms_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_progressionterms_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fixed_day__gte", 1),
                            ("fixed_day__lte", 28),
                            ("fixed_month__gte", 1),
                            ("fixed_month__lte", 12),
                        ),
                        name="hr_progressionterms_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least_months__lte", 12)), name="hr_progressionterms_months"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="staff_group", name="hr_progressionterms_staff_group_same_partner"
                    ),
                ],
            },
        ),
        run_sql("hr", "increments"),
    ]
