"""People, employment, posts and pay terms."""

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
    initial = True

    dependencies = [
        ("finance", "0001_initial"),
        ("partners", "0002_audit_guards"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrgUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DIRECTORATE", "Directorate"),
                            ("DEPARTMENT", "Department"),
                            ("SERVICE", "Service"),
                            ("TEAM", "Team"),
                            ("STATION", "Station"),
                            ("BCU", "Basic command unit"),
                            ("WATCH", "Watch"),
                            ("SCHOOL", "School"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "default_cost_centre",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_orgunit_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_orgunit_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_orgunit_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_orgunit_code"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_orgunit_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_orgunit_not_own_parent",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="hr_orgunit_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="parent", name="hr_orgunit_parent_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="default_cost_centre", name="hr_orgunit_default_cost_centre_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayElement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "Payment"),
                            ("benefit", "Payrolled benefit"),
                            ("sacrifice", "Salary sacrifice"),
                            ("deduction_before_tax", "Deduction before tax"),
                            ("deduction", "Deduction from net pay"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("AMOUNT", "An amount"),
                            ("UNITS_AT_RATE", "Units at a rate"),
                            ("HOURS_AT_JOB_RATE", "Hours at the job’s hourly rate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("factor", sharedservices.common.fields.RateField(default=1, help_text="1.5 for time and a half")),
                (
                    "rate",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="The rate of a unit, unless each entry brings its own", null=True
                    ),
                ),
                ("taxable", models.BooleanField(default=True)),
                ("niable", models.BooleanField(default=True)),
                ("pensionable", models.BooleanField(default=False)),
                (
                    "hours_varying",
                    models.BooleanField(default=False, help_text="Pay varies by hours: the payslip shows them"),
                ),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_payelement_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_payelement_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_payelement_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_payelement_code"),
                    models.CheckConstraint(condition=models.Q(("factor__gt", 0)), name="hr_payelement_factor"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_payelement_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("weekly", "WEEKLY"),
                            ("fortnightly", "FORTNIGHTLY"),
                            ("fourweekly", "FOURWEEKLY"),
                            ("monthly", "MONTHLY"),
                            ("quarterly", "QUARTERLY"),
                            ("annually", "ANNUALLY"),
                        ],
                        max_length=12,
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
                    "paye_scheme",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.payescheme",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_paygroup_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_paygroup_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_paygroup_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_paygroup_code"),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="hr_paygroup_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="paye_scheme", name="hr_paygroup_paye_scheme_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("source", models.CharField(max_length=200)),
                ("is_demonstration", models.BooleanField(default=False)),
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_payscale_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_payscale_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_payscale_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_payscale_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PensionScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                (
                    "arrangement",
                    models.CharField(
                        choices=[("net_pay", "Net pay arrangement"), ("relief_at_source", "Relief at source")],
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("actual", "Actual yearly pensionable pay"), ("full_time", "Full-time yearly rate")],
                        max_length=12,
                    ),
                ),
                ("law_scheme", models.CharField(blank=True, max_length=40)),
                ("uses_qualifying_earnings", models.BooleanField(default=False)),
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_pensionscheme_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_pensionscheme_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_pensionscheme_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_pensionscheme_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("surname", models.CharField(max_length=100)),
                ("forenames", models.CharField(blank=True, max_length=100)),
                ("known_as", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(blank=True, max_length=20)),
                ("date_of_birth", models.DateField()),
                ("sex", models.CharField(choices=[("F", "Female"), ("M", "Male")], max_length=1)),
                ("nino", sharedservices.common.fields.SealedTextField(blank=True, default="")),
                ("nino_index", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                ("address_line_1", models.CharField(blank=True, max_length=100)),
                ("address_line_2", models.CharField(blank=True, max_length=100)),
                ("town", models.CharField(blank=True, max_length=100)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                (
                    "is_sensitive",
                    models.BooleanField(default=False, help_text="Address and telephone number are protected"),
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
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_person_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_person_isolation", self_insert=False, self_only_if="", self_service="id"
                    ),
                    partners.audit_ddl.Audited(
                        hide=("nino", "nino_index", "address_line_1", "address_line_2", "town", "postcode", "phone"),
                        name="hr_person_audited",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("nino_index", ""), _negated=True),
                        fields=("partner", "nino_index"),
                        name="hr_person_nino_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nino", ""), ("nino_index", "")),
                            models.Q(
                                models.Q(("nino", ""), _negated=True), models.Q(("nino_index", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hr_person_nino_pair",
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "surname", "forenames"], name="hr_person_name")],
            },
        ),
        migrations.CreateModel(
            name="StaffGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("full_time_hours", sharedservices.common.fields.HoursField()),
                ("weeks_in_year", sharedservices.common.fields.RateField(help_text="52.143 for the Green Book")),
                (
                    "day_rule",
                    models.CharField(
                        choices=[
                            ("calendar", "CALENDAR"),
                            ("working_days", "WORKING_DAYS"),
                            ("days_365", "DAYS_365"),
                            ("days_365_or_366", "DAYS_365_OR_366"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "hourly_rule",
                    models.CharField(choices=[("direct", "DIRECT"), ("by_week", "BY_WEEK")], max_length=20),
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
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_staffgroup_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_staffgroup_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_staffgroup_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_staffgroup_code"),
                    models.CheckConstraint(
                        condition=models.Q(("full_time_hours__gt", 0), ("weeks_in_year__gt", 0)),
                        name="hr_staffgroup_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("employee_no", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("EMPLOYEE", "Employee"),
                            ("POLICE_OFFICER", "Police officer"),
                            ("COUNCILLOR", "Councillor"),
                            ("OFFICE_HOLDER", "Office holder"),
                            ("CASUAL_WORKER", "Casual worker"),
                            ("ON_CALL_FIREFIGHTER", "On-call firefighter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("continuous_service_from", models.DateField()),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="From the first to the last day of employment"
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
                    "pay_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_employment_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_employment_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_employment_audited"),
                    models.UniqueConstraint(fields=("partner", "employee_no"), name="hr_employment_no"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_employment_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_employment_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="legal_entity", name="hr_employment_legal_entity_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="pay_group", name="hr_employment_pay_group_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_employment_person"),
                    models.Index(fields=["partner", "pay_group", "person"], name="hr_employment_group"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JobRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=120)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_jobrole_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_jobrole_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_jobrole_audited"),
                    models.UniqueConstraint(fields=("partner", "code"), name="hr_jobrole_code"),
                    partners.fk.SamePartnerForeignKey(field="staff_group", name="hr_jobrole_staff_group_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PensionRates",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("employer_rate", sharedservices.common.fields.RateField()),
                ("bands", models.JSONField(blank=True, default=list)),
                ("source", models.CharField(max_length=200)),
                ("is_demonstration", models.BooleanField(default=False)),
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
                    "scheme",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.pensionscheme",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_pensionrates_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_pensionrates_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("scheme", "="), ("valid", "&&")],
                        name="hr_pensionrates_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_pensionrates_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="scheme", name="hr_pensionrates_scheme_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpinePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("sequence", models.IntegerField()),
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
                    "scale",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.payscale",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_spinepoint_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_spinepoint_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_spinepoint_audited"),
                    models.UniqueConstraint(fields=("partner", "scale", "code"), name="hr_spinepoint_code"),
                    partners.fk.SamePartnerForeignKey(field="scale", name="hr_spinepoint_scale_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NiCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("category", models.CharField(max_length=1)),
                (
                    "director_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not a director"),
                            ("annual", "Annual earnings period"),
                            ("alternative", "Alternative arrangement"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("director_from", models.DateField(blank=True, null=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_nicategory_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_nicategory_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_nicategory_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("employment", "="), ("valid", "&&")],
                        name="hr_nicategory_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_nicategory_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("director_from__isnull", True), ("director_method", "")),
                            models.Q(
                                models.Q(("director_method", ""), _negated=True), ("director_from__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="hr_nicategory_director_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_nicategory_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_nicategory_employment_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_nicategory_person")],
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("holder", models.CharField(max_length=100)),
                (
                    "details",
                    sharedservices.common.fields.SealedTextField(help_text="Sort code, account number and roll number"),
                ),
                ("fingerprint", sharedservices.common.fields.BlindIndexField()),
                ("last_four", models.CharField(max_length=4)),
                (
                    "modulus_check",
                    models.CharField(choices=[("VALID", "Passed"), ("UNCHECKED", "Unchecked")], max_length=10),
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_bankaccount_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_bankaccount_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(
                        hide=("details", "fingerprint", "last_four"), name="hr_bankaccount_audited"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("employment", "="), ("valid", "&&")],
                        name="hr_bankaccount_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_bankaccount_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_bankaccount_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_bankaccount_employment_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_bankaccount_person"),
                    models.Index(fields=["partner", "fingerprint"], name="hr_bankaccount_fingerprint"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("post_no", models.CharField(max_length=20)),
                ("location", models.CharField(blank=True, max_length=120)),
                ("established_fte", sharedservices.common.fields.RateField()),
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
                    "role",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.jobrole",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_post_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_post_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_post_audited"),
                    models.UniqueConstraint(fields=("partner", "post_no"), name="hr_post_no"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_post_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("established_fte__gte", 0)), name="hr_post_fte"),
                    partners.fk.SamePartnerForeignKey(field="role", name="hr_post_role_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="org_unit", name="hr_post_org_unit_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "org_unit"], name="hr_post_unit")],
            },
        ),
        migrations.CreateModel(
            name="PreviousPay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tax_year", models.CharField(help_text="Like 2026-27", max_length=7)),
                ("pay", sharedservices.common.fields.MoneyField()),
                ("tax", sharedservices.common.fields.MoneyField()),
                ("source", models.CharField(max_length=100)),
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
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_previouspay_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_previouspay_audited"),
                    models.UniqueConstraint(fields=("partner", "employment", "tax_year"), name="hr_previouspay_once"),
                    models.CheckConstraint(condition=models.Q(("pay__gte", 0)), name="hr_previouspay_positive"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_previouspay_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_previouspay_employment_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_previouspay_person")],
            },
        ),
        migrations.CreateModel(
            name="Grade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
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
                    "scale",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.payscale",
                    ),
                ),
                (
                    "maximum",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
                    ),
                ),
                (
                    "minimum",
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_grade_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_grade_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_grade_audited"),
                    models.UniqueConstraint(fields=("partner", "scale", "code"), name="hr_grade_code"),
                    partners.fk.SamePartnerForeignKey(field="scale", name="hr_grade_scale_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="minimum", name="hr_grade_minimum_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="maximum", name="hr_grade_maximum_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpineValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("annual", sharedservices.common.fields.MoneyField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "status",
                    models.CharField(
                        choices=[("AGREED", "Agreed"), ("PROVISIONAL", "Provisional")], default="AGREED", max_length=12
                    ),
                ),
                ("source", models.CharField(max_length=200)),
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
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_spinevalue_isolation", self_insert=False, self_only_if="", self_service="partner"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_spinevalue_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("point", "="), ("valid", "&&")], name="hr_spinevalue_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_spinevalue_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("annual__gt", 0)), name="hr_spinevalue_positive"),
                    partners.fk.SamePartnerForeignKey(field="point", name="hr_spinevalue_point_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudentLoan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "plan",
                    models.CharField(
                        choices=[
                            ("1", "Plan 1"),
                            ("2", "Plan 2"),
                            ("4", "Plan 4"),
                            ("5", "Plan 5"),
                            ("PGL", "Postgraduate loan"),
                        ],
                        max_length=3,
                    ),
                ),
                ("source", models.CharField(help_text="SL1, PGL1 or starter checklist", max_length=100)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_studentloan_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_studentloan_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_studentloan_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("employment", "="), ("plan", "="), ("valid", "&&")],
                        name="hr_studentloan_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_studentloan_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_studentloan_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_studentloan_employment_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_studentloan_person")],
            },
        ),
        migrations.CreateModel(
            name="TaxCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(help_text="With its S or C, without the week 1/month 1 mark", max_length=8)),
                ("week1month1", models.BooleanField(default=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("P6", "HMRC notice P6 (change in the year)"),
                            ("P9", "HMRC notice P9 (new tax year)"),
                            ("P9X", "HMRC general instruction P9X"),
                            ("P45", "P45 from the last employer"),
                            ("STARTER_A", "Starter checklist, statement A"),
                            ("STARTER_B", "Starter checklist, statement B"),
                            ("STARTER_C", "Starter checklist, statement C"),
                            ("NO_STATEMENT", "No P45 and no starter checklist"),
                            ("MIGRATED", "Brought over from the previous system"),
                        ],
                        max_length=20,
                    ),
                ),
                ("notice_date", models.DateField(help_text="Date on the notice or form")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_taxcode_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_taxcode_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_taxcode_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("employment", "="), ("valid", "&&")],
                        name="hr_taxcode_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_taxcode_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_taxcode_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_taxcode_employment_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_taxcode_person")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(help_text="Employee number and job, like 100234-1", max_length=24)),
                ("title", models.CharField(max_length=120)),
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_assignment_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_assignment_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_assignment_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="hr_assignment_number"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_assignment_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_assignment_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_assignment_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_assignment_post_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "employment"], name="hr_assignment_employment"),
                    models.Index(fields=["partner", "person"], name="hr_assignment_person"),
                    models.Index(fields=["partner", "post"], name="hr_assignment_post"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PensionMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "section",
                    models.CharField(
                        choices=[("main", "Main section"), ("fifty_fifty", "50/50 section")],
                        default="main",
                        max_length=12,
                    ),
                ),
                (
                    "assessed_pay",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="Yearly pay the employer fixed for choosing the band", null=True
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
                    "scheme",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.pensionscheme",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_pensionmembership_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_pensionmembership_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_pensionmembership_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("scheme", "="), ("valid", "&&")],
                        name="hr_pensionmembership_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_pensionmembership_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_pensionmembership_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_pensionmembership_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_pensionmembership_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="scheme", name="hr_pensionmembership_scheme_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_pension_person")],
            },
        ),
        migrations.CreateModel(
            name="MonthlyInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("period_start", models.DateField(help_text="First day of the pay period that it is paid in")),
                ("amount", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("units", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("rate", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("REJECTED", "Rejected"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="SUBMITTED",
                        max_length=10,
                    ),
                ),
                ("entered_human", models.UUIDField()),
                ("entered_at", models.DateTimeField()),
                ("decided_human", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_note", models.CharField(blank=True, max_length=200)),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "entered_by",
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
                    "pay_group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_monthlyinput_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_monthlyinput_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_monthlyinput_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", False), ("rate__isnull", True), ("units__isnull", True)),
                            models.Q(("amount__isnull", True), ("units__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_monthlyinput_amount_or_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_monthlyinput_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "APPROVED"), _negated=True),
                            models.Q(
                                ("decided_human__isnull", False),
                                models.Q(("decided_human", models.F("entered_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_monthlyinput_second_person",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_monthlyinput_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_monthlyinput_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_monthlyinput_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="element", name="hr_monthlyinput_element_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="pay_group", name="hr_monthlyinput_pay_group_same_partner"),
                ],
                "indexes": [
                    models.Index(
                        fields=["partner", "pay_group", "period_start", "person"], name="hr_monthlyinput_period"
                    ),
                    models.Index(fields=["partner", "person"], name="hr_monthlyinput_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostSplit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=4, max_digits=7)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                        name="hr_costsplit_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_costsplit_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("cost_centre", "="), ("valid", "&&")],
                        name="hr_costsplit_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_costsplit_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="hr_costsplit_percent"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_costsplit_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_costsplit_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="cost_centre", name="hr_costsplit_cost_centre_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_costsplit_assignment")],
            },
        ),
        migrations.CreateModel(
            name="RecurringElement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("units", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("rate", sharedservices.common.fields.MoneyField(blank=True, null=True)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_recurringelement_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_recurringelement_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_recurringelement_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", False), ("rate__isnull", True), ("units__isnull", True)),
                            models.Q(("amount__isnull", True), ("units__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_recurringelement_amount_or_units",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("element", "="), ("valid", "&&")],
                        name="hr_recurringelement_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_recurringelement_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_recurringelement_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_recurringelement_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_recurringelement_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="element", name="hr_recurringelement_element_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_recurring_person")],
            },
        ),
        migrations.CreateModel(
            name="AssignmentTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("PERMANENT", "Permanent"),
                            ("FIXED_TERM", "Fixed term"),
                            ("TEMPORARY", "Temporary"),
                            ("APPRENTICE", "Apprentice"),
                            ("CASUAL", "Casual or zero hours"),
                            ("ANNUALISED", "Annualised hours"),
                            ("TERM_TIME", "Term time"),
                            ("RELIEF", "Relief"),
                            ("SECONDMENT_IN", "Secondment in"),
                            ("ON_CALL", "On call (retained)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("contract_hours", sharedservices.common.fields.HoursField(help_text="Hours a week")),
                (
                    "full_time_hours",
                    sharedservices.common.fields.HoursField(help_text="Hours a week of the staff group"),
                ),
                ("weeks_in_year", sharedservices.common.fields.RateField()),
                (
                    "paid_weeks",
                    sharedservices.common.fields.RateField(
                        blank=True, help_text="Term time: working and leave weeks that are paid", null=True
                    ),
                ),
                (
                    "working_pattern",
                    models.CharField(blank=True, help_text="Hours a day, like Mon 7.4, Tue 7.4", max_length=200),
                ),
                (
                    "spot_annual",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="A yearly salary that is not on a scale", null=True
                    ),
                ),
                (
                    "hourly_rate",
                    sharedservices.common.fields.MoneyField(blank=True, help_text="A casual worker’s rate", null=True),
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
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.grade",
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
                    "spine_point",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.spinepoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_assignmentterms_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_assignmentterms_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_assignmentterms_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_assignmentterms_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_assignmentterms_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hourly_rate__isnull", True),
                                ("spine_point__isnull", False),
                                ("spot_annual__isnull", True),
                            ),
                            models.Q(
                                ("hourly_rate__isnull", True),
                                ("spine_point__isnull", True),
                                ("spot_annual__isnull", False),
                            ),
                            models.Q(
                                ("hourly_rate__isnull", False),
                                ("spine_point__isnull", True),
                                ("spot_annual__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_assignmentterms_one_pay_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contract_hours__gte", 0), ("full_time_hours__gt", 0), ("weeks_in_year__gt", 0)
                        ),
                        name="hr_assignmentterms_hours",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_assignmentterms_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_assignmentterms_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="grade", name="hr_assignmentterms_grade_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="spine_point", name="hr_assignmentterms_spine_point_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_terms_person")],
            },
        ),
    ]
