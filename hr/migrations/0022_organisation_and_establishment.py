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


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0001_initial"),
        ("hr", "0021_starter_guards"),
        ("partners", "0007_team_scope"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="EstablishmentMode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("BLOCK", "Refuse it"),
                            ("BLOCK_WITH_OVERRIDE", "Refuse it, unless HR manager and finance agree"),
                            ("WARN", "Warn, and go on"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
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
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_establishmentmode_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_establishmentmode_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("valid", "&&")], name="hr_establishmentmode_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_establishmentmode_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COVER_FOR", "Covers somebody else"),
                            ("SUPERNUMERARY", "Supernumerary"),
                            ("SECONDED_OUT", "On secondment, post held"),
                            ("BACKFILLED", "On secondment, backfill approved"),
                        ],
                        max_length=15,
                    ),
                ),
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
                    "covers",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
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
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_jobmark_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_jobmark_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_jobmark_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_jobmark_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_jobmark_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__upper_inf", False)), name="hr_jobmark_ends"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "COVER_FOR"),
                                ("covers__isnull", False),
                                models.Q(("covers", models.F("assignment")), _negated=True),
                            ),
                            models.Q(models.Q(("kind", "COVER_FOR"), _negated=True), ("covers__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_jobmark_covers_another",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_jobmark_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_jobmark_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="covers", name="hr_jobmark_covers_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_jobmark_person")],
            },
        ),
        migrations.CreateModel(
            name="PostFunding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subjective", models.CharField(blank=True, max_length=20)),
                ("project", models.CharField(blank=True, max_length=20)),
                ("percent", models.DecimalField(decimal_places=4, max_digits=7)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_postfunding_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_postfunding_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("partner", "="),
                            ("post", "="),
                            ("cost_centre", "="),
                            ("project", "="),
                            ("valid", "&&"),
                        ],
                        name="hr_postfunding_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_postfunding_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="hr_postfunding_percent"
                    ),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_postfunding_post_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="cost_centre", name="hr_postfunding_cost_centre_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "post"], name="hr_postfunding_post")],
            },
        ),
        migrations.CreateModel(
            name="PostVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("established_fte", sharedservices.common.fields.RateField()),
                ("location", models.CharField(blank=True, max_length=120)),
                (
                    "full_time_hours",
                    sharedservices.common.fields.HoursField(
                        blank=True, help_text="Hours a week of one FTE; empty: of the staff group", null=True
                    ),
                ),
                (
                    "paid_weeks",
                    sharedservices.common.fields.RateField(
                        blank=True, help_text="Term time: paid weeks a year; empty: all of the year", null=True
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("PERMANENT", "Permanent budget"),
                            ("GRANT", "Grant"),
                            ("TEMPORARY", "Temporary"),
                            ("CAPITAL", "Capital"),
                            ("TRADED", "Traded service"),
                        ],
                        default="PERMANENT",
                        max_length=10,
                    ),
                ),
                ("grant_ends_on", models.DateField(blank=True, null=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "org_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
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
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_postversion_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_postversion_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("post", "="), ("valid", "&&")], name="hr_postversion_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_postversion_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("established_fte__gte", 0)), name="hr_postversion_fte"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reports_to__isnull", True),
                            models.Q(("reports_to", models.F("post")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_postversion_not_own_manager",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("full_time_hours__isnull", True), ("full_time_hours__gt", 0), _connector="OR"
                        ),
                        name="hr_postversion_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_weeks__isnull", True),
                            models.Q(("paid_weeks__gt", 0), ("paid_weeks__lte", 53)),
                            _connector="OR",
                        ),
                        name="hr_postversion_weeks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("funding", "GRANT"), ("grant_ends_on__isnull", False)),
                            models.Q(models.Q(("funding", "GRANT"), _negated=True), ("grant_ends_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_postversion_grant_ends",
                    ),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_postversion_post_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="org_unit", name="hr_postversion_org_unit_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="reports_to", name="hr_postversion_reports_to_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "org_unit"], name="hr_postversion_unit")],
            },
        ),
        migrations.CreateModel(
            name="UnitVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "manager_post",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
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
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_unitversion_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_unitversion_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("unit", "="), ("valid", "&&")], name="hr_unitversion_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_unitversion_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("unit")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_unitversion_not_own_parent",
                    ),
                    partners.fk.SamePartnerForeignKey(field="unit", name="hr_unitversion_unit_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="parent", name="hr_unitversion_parent_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="manager_post", name="hr_unitversion_manager_post_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "parent"], name="hr_unitversion_parent")],
            },
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("fte", sharedservices.common.fields.RateField()),
                ("authorisation", models.CharField(max_length=80)),
                ("opened_on", models.DateField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("AUTHORISED", "Authorised"),
                            ("ADVERTISED", "Advertised"),
                            ("SHORTLIST", "Shortlisting"),
                            ("INTERVIEW", "Interviews"),
                            ("OFFER", "Offer made"),
                            ("FILLED", "Filled"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="AUTHORISED",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_by",
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
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
                    ),
                ),
                (
                    "settled_by",
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
                "verbose_name_plural": "vacancies",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_vacancy_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_vacancy_audited"),
                    models.CheckConstraint(condition=models.Q(("fte__gt", 0)), name="hr_vacancy_fte"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("stage__in", ["FILLED", "WITHDRAWN"]),
                            ),
                            models.Q(
                                models.Q(("stage__in", ["FILLED", "WITHDRAWN"]), _negated=True),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_vacancy_settled_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_vacancy_post_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "post", "stage"], name="hr_vacancy_post")],
            },
        ),
        migrations.AddField(
            model_name="jobrole",
            name="dbs",
            field=models.CharField(
                choices=[
                    ("NONE", "No check"),
                    ("BASIC", "Basic"),
                    ("STANDARD", "Standard"),
                    ("ENHANCED", "Enhanced"),
                    ("ENHANCED_BARRED", "Enhanced, with barred lists"),
                ],
                default="NONE",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="evaluated_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="evaluation_score",
            field=models.IntegerField(blank=True, help_text="Points of the job evaluation", null=True),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="grade",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.grade",
            ),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="is_budget_holder",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="is_politically_restricted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="is_safety_critical",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="is_statutory_officer",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="pension_kind",
            field=models.CharField(blank=True, help_text="The scheme that the work is eligible for", max_length=20),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="registration",
            field=models.CharField(blank=True, help_text="Professional register, if one is needed", max_length=80),
        ),
        migrations.AddField(
            model_name="jobrole",
            name="vetting",
            field=models.CharField(
                choices=[
                    ("NONE", "No vetting"),
                    ("NPPV", "Non-police personnel vetting"),
                    ("RV", "Recruitment vetting"),
                    ("MV", "Management vetting"),
                ],
                default="NONE",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="orgunit",
            name="is_confidential",
            field=models.BooleanField(
                default=False, help_text="It and everything below stay off charts and lists of those who need not know"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="frozen_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="post",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAFT", "Draft"),
                    ("SUBMITTED", "Waits for approval"),
                    ("ESTABLISHED", "Established"),
                    ("FROZEN", "Frozen"),
                    ("DELETED", "Deleted"),
                ],
                default="ESTABLISHED",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("evaluation_score__isnull", True), ("evaluation_score__gte", 0), _connector="OR"),
                name="hr_jobrole_score",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrole",
            constraint=partners.fk.SamePartnerForeignKey(field="grade", name="hr_jobrole_grade_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "FROZEN"), models.Q(("frozen_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "FROZEN"), _negated=True), ("frozen_reason", "")),
                    _connector="OR",
                ),
                name="hr_post_frozen_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DELETED"), _negated=True), ("valid__upper_inf", False), _connector="OR"
                ),
                name="hr_post_deleted_ends",
            ),
        ),
    ]
