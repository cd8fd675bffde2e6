import uuid

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
        ("hr", "0013_duty_guards"),
        ("partners", "0010_roles_of_onboarding"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnboardingProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("ENQUIRY", "Enquiry"),
                            ("FEASIBILITY", "Feasibility"),
                            ("BUSINESS_CASE", "Business case"),
                            ("DECISION", "Decision"),
                            ("AGREEMENT_SIGNED", "Agreement signed"),
                            ("DESIGN", "Design"),
                            ("BUILD", "Build"),
                            ("DATA_MIGRATION", "Data migration"),
                            ("UAT", "Acceptance testing"),
                            ("PARALLEL_RUN", "Parallel pay runs"),
                            ("CUTOVER", "Cut-over"),
                            ("HYPERCARE", "Close support"),
                            ("LIVE", "Live"),
                            ("REVIEW", "Review"),
                            ("ON_HOLD", "On hold"),
                            ("EXITING", "Leaving"),
                            ("EXITED", "Left"),
                        ],
                        default="ENQUIRY",
                        max_length=20,
                    ),
                ),
                (
                    "held_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ENQUIRY", "Enquiry"),
                            ("FEASIBILITY", "Feasibility"),
                            ("BUSINESS_CASE", "Business case"),
                            ("DECISION", "Decision"),
                            ("AGREEMENT_SIGNED", "Agreement signed"),
                            ("DESIGN", "Design"),
                            ("BUILD", "Build"),
                            ("DATA_MIGRATION", "Data migration"),
                            ("UAT", "Acceptance testing"),
                            ("PARALLEL_RUN", "Parallel pay runs"),
                            ("CUTOVER", "Cut-over"),
                            ("HYPERCARE", "Close support"),
                            ("LIVE", "Live"),
                            ("REVIEW", "Review"),
                            ("ON_HOLD", "On hold"),
                            ("EXITING", "Leaving"),
                            ("EXITED", "Left"),
                        ],
                        help_text="Where it goes on after a hold",
                        max_length=20,
                    ),
                ),
                ("stage_since", models.DateField(help_text="The day on which it came to this stage")),
                (
                    "staff_expected",
                    models.PositiveIntegerField(help_text="How many people the partner says it employs"),
                ),
                ("go_live_planned_on", models.DateField(help_text="The first day on which everything is done here")),
                ("opened_at", models.DateTimeField()),
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
            ],
            options={
                "verbose_name": "onboarding project",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_onboardingproject_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_onboardingproject_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_onboardingproject_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "EXITED"), _negated=True),
                        fields=("partner",),
                        name="hr_onboardingproject_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "ON_HOLD"), models.Q(("held_stage", ""), _negated=True)),
                            models.Q(models.Q(("stage", "ON_HOLD"), _negated=True), ("held_stage", "")),
                            _connector="OR",
                        ),
                        name="hr_onboardingproject_held",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("n_rows", models.PositiveIntegerField()),
                ("headings", models.JSONField(help_text="Of the file, as it writes them")),
                (
                    "declared",
                    models.JSONField(
                        help_text="Control totals that the old system reports: total, then key, then number"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
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
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_extract_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_extract_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_extract_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_extract_append_only"),
                    models.UniqueConstraint(fields=("partner", "project", "version"), name="hr_extract_version"),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_extract_project_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MappingSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                ("columns", models.JSONField(help_text="Their heading to our column; one that is empty is left out")),
                ("values", models.JSONField(help_text="Our column to their value to ours")),
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
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_mappingset_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_mappingset_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_mappingset_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_mappingset_append_only"),
                    models.UniqueConstraint(fields=("partner", "project", "version"), name="hr_mappingset_version"),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_mappingset_project_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OnboardingMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=20)),
                ("target", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of an onboarding project",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_onboardingmove_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_onboardingmove_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_onboardingmove_append_only"),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_onboardingmove_project_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "project", "-id"], name="hr_onboardingmove_log")],
            },
        ),
        migrations.CreateModel(
            name="OnboardingDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BUSINESS_CASE", "Business case"),
                            ("DECISION", "Decision of the governing body"),
                            ("AGREEMENT", "Partnership agreement"),
                            ("DPIA", "Data protection impact assessment"),
                            ("EXIT_PLAN", "Exit plan"),
                            ("VETTING", "Vetting of the people who will see the data"),
                            ("BACS", "BACS service user number, tested"),
                            ("PENSION_FUND", "Set-up with the pension fund, tested"),
                            ("HMRC", "Set-up with HMRC, tested"),
                            ("HELPDESK", "Helpdesk capacity"),
                            ("LETTERS", "Letters posted to staff without e-mail"),
                            ("ROLLBACK", "Rehearsal of going back to the old system"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="By which it is found, like a minute or a file number", max_length=120),
                ),
                ("dated_on", models.DateField()),
                ("says", models.CharField(help_text="What it shows, in a sentence", max_length=500)),
                ("recorded_human", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "onboarding document",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_onboardingdocument_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_onboardingdocument_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_onboardingdocument_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_onboardingdocument_append_only"),
                    partners.fk.SamePartnerForeignKey(
                        field="project", name="hr_onboardingdocument_project_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "project", "kind", "-id"], name="hr_onboardingdoc_kind")],
            },
        ),
        migrations.CreateModel(
            name="GateEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "target",
                    models.CharField(
                        blank=True, help_text="The stage that was asked for; empty for a look", max_length=20
                    ),
                ),
                ("occasion", models.CharField(max_length=120)),
                (
                    "results",
                    models.JSONField(
                        help_text="Of each gate: code, whether it is green, whether it counts here, the reason"
                    ),
                ),
                ("n_red", models.PositiveIntegerField(help_text="How many red gates stand before the target")),
                ("evaluated_at", models.DateTimeField()),
                ("transaction", models.BigIntegerField(default=0)),
                (
                    "evaluated_by",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at the gates",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_gateevaluation_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_gateevaluation_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_gateevaluation_append_only"),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_gateevaluation_project_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "project", "-id"], name="hr_gateevaluation_log")],
            },
        ),
        migrations.CreateModel(
            name="LoadRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("is_applied", models.BooleanField()),
                ("summary", models.CharField(max_length=300)),
                ("n_rows", models.PositiveIntegerField()),
                ("n_new", models.PositiveIntegerField(help_text="Employments that the records do not have yet")),
                (
                    "n_changed",
                    models.PositiveIntegerField(
                        help_text="Employments of which the file says something else than before"
                    ),
                ),
                (
                    "n_gone",
                    models.PositiveIntegerField(
                        help_text="Employments that were loaded and that the file no longer has"
                    ),
                ),
                ("n_same", models.PositiveIntegerField()),
                ("n_faults", models.PositiveIntegerField()),
                ("totals", models.JSONField(help_text="Of each total and key: source, staging and target")),
                ("unmapped_costs", models.JSONField(help_text="Cost codes of the file that are no cost centre here")),
                ("content_hash", models.CharField(max_length=64)),
                ("seconds", sharedservices.common.fields.RateField()),
                ("loaded_human", models.UUIDField()),
                ("loaded_at", models.DateTimeField()),
                ("transaction", models.BigIntegerField(default=0)),
                (
                    "extract",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.extract",
                    ),
                ),
                (
                    "loaded_by",
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
                    "mapping",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.mappingset",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_loadrun_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_loadrun_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_loadrun_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_loadrun_append_only"),
                    models.UniqueConstraint(fields=("partner", "project", "number"), name="hr_loadrun_number"),
                    models.CheckConstraint(
                        condition=models.Q(("is_applied", False), ("n_faults", 0), _connector="OR"),
                        name="hr_loadrun_all_or_nothing",
                    ),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_loadrun_project_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="extract", name="hr_loadrun_extract_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="mapping", name="hr_loadrun_mapping_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_human", models.UUIDField()),
                ("signed_at", models.DateTimeField()),
                (
                    "capacity",
                    models.CharField(help_text="For whom, like Chief fire officer for the authority", max_length=120),
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
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature of a document",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_documentsignature_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_documentsignature_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_documentsignature_append_only"),
                    models.UniqueConstraint(
                        fields=("partner", "document", "signed_human"), name="hr_documentsignature_once"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="document", name="hr_documentsignature_document_same_partner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OnboardingIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("S1", "S1, stops going live"),
                            ("S2", "S2, before the second parallel run"),
                            ("S3", "S3, after going live"),
                        ],
                        max_length=2,
                    ),
                ),
                ("rule", models.CharField(max_length=20)),
                (
                    "key",
                    models.CharField(help_text="What it is about: an employee or job number, a total", max_length=120),
                ),
                ("column", models.CharField(blank=True, max_length=40)),
                ("row", models.PositiveIntegerField(null=True)),
                ("message", models.CharField(max_length=500)),
                ("remedy", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("ACCEPTED", "Accepted"), ("CLOSED", "Closed by a load")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_load",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.loadrun",
                    ),
                ),
                (
                    "found_load",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.loadrun",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
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
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "issue of a data load",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_onboardingissue_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_onboardingissue_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CLOSED"), _negated=True),
                        fields=("partner", "project", "rule", "key", "column"),
                        name="hr_onboardingissue_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_load__isnull", False), ("state", "CLOSED")),
                            models.Q(models.Q(("state", "CLOSED"), _negated=True), ("closed_load__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_onboardingissue_closed_by_load",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_onboardingissue_accepted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ACCEPTED"), _negated=True),
                            models.Q(
                                ("accepted_by__isnull", False),
                                ("severity__in", ["S2", "S3"]),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_onboardingissue_s1_never_accepted",
                    ),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_onboardingissue_project_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="found_load", name="hr_onboardingissue_found_load_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="closed_load", name="hr_onboardingissue_closed_load_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "project", "state", "severity"], name="hr_onboardingissue_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("DATA_OWNER", "Data owner"),
                            ("HR_MANAGER", "Partner HR manager"),
                            ("PAYROLL_RELEASER", "Payroll releaser"),
                            ("SECTION_151", "Section 151 officer"),
                            ("HR_DIRECTOR", "HR director"),
                            ("DATA_PROTECTION_OFFICER", "Data protection officer"),
                            ("AUDITOR", "Auditor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("signed_human", models.UUIDField()),
                ("signed_at", models.DateTimeField()),
                (
                    "load",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.loadrun",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.onboardingproject",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-off of a data load",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_signoff_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_signoff_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_signoff_append_only"),
                    models.UniqueConstraint(fields=("partner", "load", "slot"), name="hr_signoff_slot_once"),
                    models.UniqueConstraint(fields=("partner", "load", "signed_human"), name="hr_signoff_human_once"),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_signoff_project_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="load", name="hr_signoff_load_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("employee_no", models.CharField(max_length=20)),
                ("job_no", models.CharField(max_length=24)),
                (
                    "group_no",
                    models.CharField(help_text="The first employee number of the person in the file", max_length=20),
                ),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("hours", sharedservices.common.fields.HoursField(null=True)),
                ("fte", sharedservices.common.fields.RateField(null=True)),
                ("annual", sharedservices.common.fields.MoneyField(null=True)),
                (
                    "service_days",
                    models.PositiveIntegerField(default=0, help_text="Continuous service before the employment"),
                ),
                ("bank_index", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                ("is_bank_right", models.BooleanField(default=False)),
                ("previous_pay", sharedservices.common.fields.MoneyField(null=True)),
                ("previous_tax", sharedservices.common.fields.MoneyField(null=True)),
                ("digest", sharedservices.common.fields.BlindIndexField(blank=True, default="")),
                (
                    "load",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.loadrun",
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
                        name="hr_stagedrow_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.fk.SamePartnerForeignKey(field="load", name="hr_stagedrow_load_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "load", "employee_no"], name="hr_stagedrow_employee")],
            },
        ),
    ]
