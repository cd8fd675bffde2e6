"""Files of external rostering systems: what was taken in, its rows, and its faults."""

import uuid

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
        ("hr", "0082_safety"),
        ("partners", "0032_own_trail_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RosterImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("system", models.CharField(help_text="The rostering system that made the file", max_length=60)),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("series", models.UUIDField(help_text="The same for every version of one employer, system and period")),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "keeps_leave",
                    models.BooleanField(help_text="Annual leave of these jobs is kept in the rostering system"),
                ),
                ("name", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("declared", models.JSONField()),
                ("totals", models.JSONField(default=dict)),
                ("n_rows", models.PositiveIntegerField(default=0)),
                ("n_summaries", models.PositiveIntegerField(default=0, help_text="Summaries without a fault")),
                ("n_claims", models.PositiveIntegerField(default=0, help_text="Claims without a fault")),
                ("n_new", models.PositiveIntegerField(default=0)),
                ("n_changed", models.PositiveIntegerField(default=0)),
                ("n_same", models.PositiveIntegerField(default=0)),
                ("n_faults", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("CHECKING", "Being checked"),
                            ("FAULTY", "Has faults"),
                            ("READY", "Waits to be loaded"),
                            ("LOADED", "Loaded"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="CHECKING",
                        max_length=10,
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("taken_human", models.UUIDField()),
                ("taken_at", models.DateTimeField()),
                ("loaded_human", models.UUIDField(null=True)),
                ("loaded_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200)),
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
                    "loaded_by",
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
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "roster file",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RosterFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField(help_text="None: the file as a whole", null=True)),
                ("column", models.CharField(blank=True, max_length=40)),
                ("value", models.CharField(blank=True, max_length=60)),
                ("message", models.CharField(max_length=500)),
                ("remedy", models.CharField(max_length=500)),
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
                    "taken",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.rosterimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "fault of a roster file",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RosterLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "system",
                    models.CharField(help_text="That of its file: whoever sees one person sees no file", max_length=60),
                ),
                ("row", models.PositiveIntegerField(help_text="As a spreadsheet counts")),
                ("kind", models.CharField(choices=[("SUMMARY", "Summary"), ("CLAIM", "Approved claim")], max_length=7)),
                ("key", models.CharField(help_text="The job of a summary; the reference of a claim", max_length=60)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(help_text="The days that it is about")),
                ("digest", models.CharField(help_text="Of everything that the row says", max_length=64)),
                ("in_force", models.BooleanField(default=False)),
                ("duty_system", models.CharField(blank=True, max_length=60)),
                ("planned", sharedservices.common.fields.HoursField(null=True)),
                ("worked", sharedservices.common.fields.HoursField(help_text="Empty: not known", null=True)),
                ("leave", sharedservices.common.fields.HoursField(help_text="Annual leave", null=True)),
                (
                    "counts_leave",
                    models.BooleanField(default=False, help_text="Whether its leave is taken from the leave kept here"),
                ),
                ("sick", sharedservices.common.fields.HoursField(null=True)),
                (
                    "rest_hours",
                    sharedservices.common.fields.HoursField(help_text="Hours worked on rest days", null=True),
                ),
                ("rest_days", models.PositiveSmallIntegerField(default=0, help_text="Rest days that were re-rostered")),
                ("is_night", models.BooleanField(default=False)),
                ("is_shift", models.BooleanField(default=False)),
                (
                    "is_cancelled",
                    models.BooleanField(default=False, help_text="The claim was taken back in the rostering system"),
                ),
                ("worked_span", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ("claim_hours", sharedservices.common.fields.HoursField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "made_by",
                    models.CharField(blank=True, help_text="Who claimed, as the rostering system says", max_length=100),
                ),
                ("approved_by", models.CharField(blank=True, help_text="Who approved there", max_length=100)),
                ("approved_on", models.DateField(null=True)),
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
                    "claim_type",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.claimtype",
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
                    "monthly_input",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.monthlyinput",
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
                    "taken",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.rosterimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a roster file",
                "verbose_name_plural": "rows of roster files",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="rosterimport",
            index=models.Index(fields=["partner", "legal_entity", "system"], name="hr_rosterimport_employer"),
        ),
        migrations.AddIndex(
            model_name="rosterimport",
            index=models.Index(fields=["partner", "state"], name="hr_rosterimport_state"),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.UniqueConstraint(fields=("partner", "id"), name="hr_rosterimport_partner_id"),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=partners.rls.PartnerIsolation(
                name="hr_rosterimport_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=partners.audit_ddl.Audited(hide=(), name="hr_rosterimport_audited"),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period__isempty", False), ("period__lower_inf", False), ("period__upper_inf", False)
                ),
                name="hr_rosterimport_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.UniqueConstraint(fields=("partner", "series", "version"), name="hr_rosterimport_version"),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["CHECKING", "READY", "LOADED"])),
                fields=("partner", "series", "sha256"),
                name="hr_rosterimport_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["CHECKING", "READY"])),
                fields=("partner", "series"),
                name="hr_rosterimport_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["READY", "LOADED"]), _negated=True), ("n_faults", 0), _connector="OR"
                ),
                name="hr_rosterimport_all_or_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("loaded_at__isnull", True), ("loaded_by__isnull", True), ("loaded_human__isnull", True)),
                    models.Q(
                        ("loaded_at__isnull", False), ("loaded_by__isnull", False), ("loaded_human__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="hr_rosterimport_loaded_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("loaded_human__isnull", True),
                    models.Q(("loaded_human", models.F("taken_human")), _negated=True),
                    _connector="OR",
                ),
                name="hr_rosterimport_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "LOADED"), _negated=True), ("loaded_at__isnull", False), _connector="OR"
                ),
                name="hr_rosterimport_loaded_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "WITHDRAWN"),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "WITHDRAWN"), _negated=True),
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_by__isnull", True),
                        ("withdrawn_why", ""),
                    ),
                    _connector="OR",
                ),
                name="hr_rosterimport_withdrawn_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=partners.fk.SamePartnerForeignKey(
                field="legal_entity", name="hr_rosterimport_legal_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="rosterfault",
            index=models.Index(fields=["partner", "taken", "row"], name="hr_rosterfault_row"),
        ),
        migrations.AddConstraint(
            model_name="rosterfault",
            constraint=partners.rls.PartnerIsolation(
                name="hr_rosterfault_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterfault",
            constraint=partners.audit_ddl.AppendOnly(name="hr_rosterfault_append_only"),
        ),
        migrations.AddConstraint(
            model_name="rosterfault",
            constraint=partners.fk.SamePartnerForeignKey(field="taken", name="hr_rosterfault_taken_same_partner"),
        ),
        migrations.AddIndex(
            model_name="rosterline",
            index=models.Index(fields=["partner", "person", "kind"], name="hr_rosterline_person"),
        ),
        migrations.AddIndex(
            model_name="rosterline",
            index=models.Index(fields=["partner", "assignment", "kind"], name="hr_rosterline_job"),
        ),
        migrations.AddIndex(
            model_name="rosterline",
            index=models.Index(fields=["partner", "kind", "key"], name="hr_rosterline_key"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.rls.PartnerIsolation(
                name="hr_rosterline_isolation", self_insert=False, self_only_if="in_force", self_service="person_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_rosterline_team"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)), name="hr_rosterline_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.UniqueConstraint(fields=("partner", "taken", "row"), name="hr_rosterline_row"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.UniqueConstraint(fields=("partner", "monthly_input"), name="hr_rosterline_input_once"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "SUMMARY"),
                        ("claim_type__isnull", True),
                        ("duty_system__gt", ""),
                        ("planned__isnull", False),
                        ("worked_span__isnull", True),
                    ),
                    models.Q(
                        ("kind", "CLAIM"),
                        ("claim_hours__gt", 0),
                        ("claim_type__isnull", False),
                        ("planned__isnull", True),
                        ("worked__isnull", True),
                        ("worked_span__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hr_rosterline_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "CLAIM"), _negated=True),
                    models.Q(
                        models.Q(("made_by", ""), _negated=True),
                        models.Q(("approved_by", ""), _negated=True),
                        ("approved_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hr_rosterline_approved_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("monthly_input__isnull", True),
                    models.Q(("in_force", True), ("is_cancelled", False), ("kind", "CLAIM")),
                    _connector="OR",
                ),
                name="hr_rosterline_pays_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(field="taken", name="hr_rosterline_taken_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(field="person", name="hr_rosterline_person_same_partner"),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="employment", name="hr_rosterline_employment_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="assignment", name="hr_rosterline_assignment_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="claim_type", name="hr_rosterline_claim_type_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterline",
            constraint=partners.fk.SamePartnerForeignKey(
                field="monthly_input", name="hr_rosterline_monthly_input_same_partner"
            ),
        ),
        run_sql("hr", "rosters"),
    ]
