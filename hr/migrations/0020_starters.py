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
        ("hr", "0019_leaver_and_transfer_guards"),
        ("partners", "0007_team_scope"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RIGHT_TO_WORK", "Right to work: copy of the check"),
                            ("IDENTITY", "Proof of identity"),
                            ("REFERENCE", "Reference"),
                            ("REGISTRATION", "Registration or qualification"),
                            ("STARTER_CHECKLIST", "Starter checklist or P45"),
                            ("OFFER", "Offer letter"),
                            ("CONTRACT", "Contract and written statement"),
                            ("SIGNED_CONTRACT", "Signed contract"),
                            ("CHANGE", "Statement of change"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=150)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="What it was made from, like terms:<public id>", max_length=80
                    ),
                ),
                ("content_type", models.CharField(max_length=40)),
                ("n_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", sharedservices.common.fields.SealedTextField()),
                (
                    "is_for_person",
                    models.BooleanField(default=False, help_text="The person may see it in self-service"),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
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
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_document_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_document_isolation",
                        self_insert=False,
                        self_only_if="is_for_person",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_document_team"),
                    partners.audit_ddl.Audited(hide=("content",), name="hr_document_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("n_bytes__gt", 0), ("n_bytes__lte", 10485760)), name="hr_document_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_type__in", ["application/pdf", "image/jpeg", "image/png"])),
                        name="hr_document_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("superseded_at__isnull", True), ("superseded_by__isnull", True)),
                            models.Q(("superseded_at__isnull", False), ("superseded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_document_superseded_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_document_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person", "kind"], name="hr_document_person")],
            },
        ),
        migrations.CreateModel(
            name="JobGate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("RIGHT_TO_WORK", "RIGHT_TO_WORK"),
                            ("IDENTITY", "IDENTITY"),
                            ("REFERENCES", "REFERENCES"),
                            ("DBS", "DBS"),
                            ("REGISTRATION", "REGISTRATION"),
                            ("MEDICAL", "MEDICAL"),
                            ("VETTING", "VETTING"),
                            ("POST", "POST"),
                            ("PENSION", "PENSION"),
                            ("DECLARATION", "DECLARATION"),
                            ("BANK", "BANK"),
                            ("NINO", "NINO"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True, help_text="Like the level of a DBS check, or the register", max_length=100
                    ),
                ),
                (
                    "waiver",
                    models.CharField(
                        choices=[
                            ("NEVER", "Nobody may go without it"),
                            ("HR_MANAGER", "The HR manager may accept the risk"),
                            ("FOLLOWS", "It may follow"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
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
                    partners.rls.PartnerIsolation(
                        name="hr_jobgate_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_jobgate_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("role", "="), ("gate", "="), ("valid", "&&")],
                        name="hr_jobgate_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_jobgate_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gate", "RIGHT_TO_WORK"), _negated=True), ("waiver", "NEVER"), _connector="OR"
                        ),
                        name="hr_jobgate_right_to_work_never",
                    ),
                    partners.fk.SamePartnerForeignKey(field="role", name="hr_jobgate_role_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("notice", models.TextField()),
                ("sick_pay", models.TextField()),
                ("other_leave", models.TextField()),
                ("benefits", models.TextField()),
                ("training", models.TextField()),
                ("collective", models.TextField()),
                ("procedures", models.TextField()),
                ("reason", models.CharField(max_length=200)),
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
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_statementterms_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_statementterms_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("staff_group", "="), ("valid", "&&")],
                        name="hr_statementterms_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_statementterms_starts",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="staff_group", name="hr_statementterms_staff_group_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightToWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("MANUAL", "Original document, checked with the person present"),
                            ("ONLINE", "Online check with a share code"),
                            ("IDSP", "Identity service provider (British or Irish passport)"),
                            ("ECS", "Positive Verification Notice of the Employer Checking Service"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "permission",
                    models.CharField(
                        choices=[("UNLIMITED", "Without time limit"), ("TIME_LIMITED", "Until a date")], max_length=12
                    ),
                ),
                ("document_type", models.CharField(max_length=80)),
                ("document_number", models.CharField(max_length=40)),
                ("checked_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, help_text="The last day of the permission", null=True)),
                ("weekly_hours_limit", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("work_limits", models.CharField(blank=True, max_length=200)),
                ("checked_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.document",
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
                "verbose_name": "right to work check",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_righttowork_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_righttowork_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_righttowork_team"),
                    partners.audit_ddl.Audited(hide=("document_number",), name="hr_righttowork_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_on__isnull", True), ("permission", "UNLIMITED")),
                            models.Q(("expires_on__isnull", False), ("permission", "TIME_LIMITED")),
                            _connector="OR",
                        ),
                        name="hr_righttowork_expiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True), ("expires_on__gte", models.F("checked_on")), _connector="OR"
                        ),
                        name="hr_righttowork_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "IDSP"), _negated=True), ("permission", "UNLIMITED"), _connector="OR"
                        ),
                        name="hr_righttowork_idsp_unlimited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "ECS"), _negated=True), ("permission", "TIME_LIMITED"), _connector="OR"
                        ),
                        name="hr_righttowork_notice_limited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_righttowork_withdrawn_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_righttowork_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="copy", name="hr_righttowork_copy_same_partner"),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_righttowork_person"),
                    models.Index(fields=["partner", "expires_on"], name="hr_righttowork_expires"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StarterCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OFFER", "Offer"),
                            ("CHECKS", "Checks"),
                            ("CONTRACT_SIGNED", "Contract signed"),
                            ("SUBMITTED", "Waits for approval"),
                            ("READY", "Ready to start"),
                            ("STARTED", "Started"),
                            ("PROBATION", "On probation"),
                            ("EXTENDED", "Probation extended"),
                            ("CONFIRMED", "Confirmed"),
                            ("ENDED", "Not confirmed"),
                            ("VOID_START", "Did not start"),
                        ],
                        default="OFFER",
                        max_length=15,
                    ),
                ),
                ("is_rehire", models.BooleanField(default=False)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(blank=True, help_text="Fixed term: the last day", null=True)),
                ("continuous_service_from", models.DateField(blank=True, null=True)),
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
                        default="EMPLOYEE",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "contract",
                    models.CharField(
                        blank=True,
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
                ("contract_hours", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("paid_weeks", sharedservices.common.fields.RateField(blank=True, null=True)),
                ("working_pattern", models.CharField(blank=True, max_length=200)),
                ("probation_months", models.PositiveSmallIntegerField(default=6)),
                ("spot_annual", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("hourly_rate", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("ni_category", models.CharField(default="A", max_length=1)),
                (
                    "pension_section",
                    models.CharField(
                        choices=[("main", "Main section"), ("fifty_fifty", "50/50 section")],
                        default="main",
                        max_length=12,
                    ),
                ),
                ("is_pension_decided", models.BooleanField(default=False)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_for_employer", models.CharField(blank=True, max_length=120)),
                (
                    "arrived_on",
                    models.DateField(blank=True, help_text="The day on which the manager saw them at work", null=True),
                ),
                ("probation_ends_on", models.DateField(blank=True, null=True)),
                ("opened_human", models.UUIDField()),
                ("opened_at", models.DateTimeField()),
                ("submitted_human", models.UUIDField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assignment",
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
                    "employment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.employment",
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
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "pay_group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
                    ),
                ),
                (
                    "pension_scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
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
                (
                    "post",
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
                    "signed_document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.document",
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
                (
                    "submitted_by",
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
                "verbose_name": "starter",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_startercase_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_startercase_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_startercase_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_startercase_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "READY"])),
                        fields=("partner", "person"),
                        name="hr_startercase_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("employment__isnull", False)),
                        fields=("partner", "employment"),
                        name="hr_startercase_employment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("submitted_at__isnull", True),
                                ("submitted_by__isnull", True),
                                ("submitted_human__isnull", True),
                            ),
                            models.Q(
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                                ("submitted_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_startercase_submitted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                                ("approved_human__isnull", True),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("approved_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_startercase_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_human__isnull", True),
                            models.Q(
                                models.Q(("approved_human", models.F("submitted_human")), _negated=True),
                                models.Q(("approved_human", models.F("opened_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_startercase_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "VOID_START"]),
                            models.Q(
                                ("approved_human__isnull", False),
                                ("assignment__isnull", False),
                                ("employment__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_startercase_ready_is_approved",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_startercase_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="post", name="hr_startercase_post_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="pay_group", name="hr_startercase_pay_group_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="grade", name="hr_startercase_grade_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="spine_point", name="hr_startercase_spine_point_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="cost_centre", name="hr_startercase_cost_centre_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="pension_scheme", name="hr_startercase_pension_scheme_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_startercase_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_startercase_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="signed_document", name="hr_startercase_signed_document_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "state", "start_date"], name="hr_startercase_state"),
                    models.Index(fields=["partner", "person"], name="hr_startercase_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightToWorkNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days_before", models.PositiveSmallIntegerField()),
                ("given_on", models.DateField()),
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
                    "right_to_work",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.righttowork",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_righttoworknotice_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_righttoworknotice_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_righttoworknotice_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_righttoworknotice_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "right_to_work", "days_before"), name="hr_righttoworknotice_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_before__in", [60, 30, 7])), name="hr_righttoworknotice_days"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_righttoworknotice_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="right_to_work", name="hr_righttoworknotice_right_to_work_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightToWorkSuspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SUSPENDED_RTW", "Suspended: HR decides"),
                            ("LEAVING", "The employment is being ended"),
                            ("RENEWED", "Renewed: back at work"),
                        ],
                        default="SUSPENDED_RTW",
                        max_length=13,
                    ),
                ),
                ("since", models.DateField(help_text="The first day without permission")),
                ("note", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "right_to_work",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.righttowork",
                    ),
                ),
            ],
            options={
                "verbose_name": "suspension without right to work",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_righttoworksuspension_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_righttoworksuspension_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_righttoworksuspension_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RENEWED"), _negated=True),
                        fields=("partner", "person"),
                        name="hr_righttoworksuspension_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "SUSPENDED_RTW")
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("state", "SUSPENDED_RTW"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_righttoworksuspension_decided_pair",
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="person", name="hr_righttoworksuspension_person_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="right_to_work", name="hr_righttoworksuspension_right_to_work_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_rtwsuspension_person")],
            },
        ),
        migrations.CreateModel(
            name="StarterAnswers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "statement",
                    models.CharField(
                        choices=[
                            (
                                "A",
                                "This is my first job since 6 April, and I have no other taxable benefits or pension",
                            ),
                            ("B", "This is my only job now, but since 6 April I had another job or taxable benefits"),
                            ("C", "I have another job, or I get a pension"),
                            ("P45", "I have a P45 from my last job"),
                        ],
                        max_length=3,
                    ),
                ),
                ("loan_plans", models.JSONField(blank=True, default=list)),
                ("p45_leaving_date", models.DateField(blank=True, null=True)),
                ("p45_tax_code", models.CharField(blank=True, max_length=8)),
                ("p45_week1month1", models.BooleanField(default=False)),
                ("p45_pay", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("p45_tax", sharedservices.common.fields.MoneyField(blank=True, null=True)),
                ("holder", models.CharField(blank=True, max_length=100)),
                ("account", sharedservices.common.fields.SealedTextField(blank=True, default="")),
                ("fingerprint", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                ("last_four", models.CharField(blank=True, max_length=4)),
                ("given_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "given_by",
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
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.startercase",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_starteranswers_isolation", self_insert=True, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_starteranswers_team"),
                    partners.audit_ddl.Audited(
                        hide=("account", "fingerprint", "last_four", "holder", "p45_pay", "p45_tax"),
                        name="hr_starteranswers_audited",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_starteranswers_taken_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("statement", "P45"), _negated=True),
                            models.Q(
                                ("p45_leaving_date__isnull", False), models.Q(("p45_tax_code", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hr_starteranswers_p45",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_starteranswers_case_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_starteranswers_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_starteranswers_case")],
            },
        ),
        migrations.CreateModel(
            name="StarterEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
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
                        to="hr.startercase",
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
                    partners.rls.PartnerIsolation(
                        name="hr_starterevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_starterevent_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_starterevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_starterevent_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_starterevent_log")],
            },
        ),
        migrations.CreateModel(
            name="StarterGate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("RIGHT_TO_WORK", "RIGHT_TO_WORK"),
                            ("IDENTITY", "IDENTITY"),
                            ("REFERENCES", "REFERENCES"),
                            ("DBS", "DBS"),
                            ("REGISTRATION", "REGISTRATION"),
                            ("MEDICAL", "MEDICAL"),
                            ("VETTING", "VETTING"),
                            ("POST", "POST"),
                            ("PENSION", "PENSION"),
                            ("DECLARATION", "DECLARATION"),
                            ("BANK", "BANK"),
                            ("NINO", "NINO"),
                        ],
                        max_length=20,
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=100)),
                (
                    "waiver",
                    models.CharField(
                        choices=[
                            ("NEVER", "Nobody may go without it"),
                            ("HR_MANAGER", "The HR manager may accept the risk"),
                            ("FOLLOWS", "It may follow"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("HR", "HR"), ("MANAGER", "MANAGER"), ("STARTER", "STARTER")], max_length=10
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "To do"), ("MET", "Done"), ("WAIVED", "Risk accepted")],
                        default="OPEN",
                        max_length=6,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=80)),
                (
                    "reference",
                    models.CharField(blank=True, help_text="A certificate, registration or letter", max_length=60),
                ),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.startercase",
                    ),
                ),
                (
                    "done_by",
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_startergate_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=("reference",), name="hr_startergate_audited"),
                    models.UniqueConstraint(fields=("partner", "case", "gate"), name="hr_startergate_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("state", "OPEN")),
                            models.Q(
                                models.Q(("state", "OPEN"), _negated=True),
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_startergate_done_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "WAIVED"), _negated=True), ("waiver", "HR_MANAGER"), _connector="OR"
                        ),
                        name="hr_startergate_waiver_allowed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gate", "RIGHT_TO_WORK"), _negated=True), ("waiver", "NEVER"), _connector="OR"
                        ),
                        name="hr_startergate_right_to_work_never",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_startergate_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "state", "due_on"], name="hr_startergate_due")],
            },
        ),
    ]
