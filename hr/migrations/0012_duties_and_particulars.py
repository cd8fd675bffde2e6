import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0011_case_guards"),
        ("partners", "0008_change_choices"),
    ]

    operations = [
        migrations.CreateModel(
            name="FixedTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ends_on", models.DateField(help_text="The last day of the contract")),
                ("ground", models.CharField(help_text="Why the contract has an end", max_length=200)),
                ("justification", models.CharField(blank=True, help_text="Needed from four years on", max_length=200)),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_fixedterm_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_fixedterm_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_fixedterm_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_fixedterm_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_fixedterm_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_fixedterm_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="hr_fixedterm_has_ground"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_fixedterm_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_fixedterm_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_fixedterm_assignment_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "ends_on"], name="hr_fixedterm_ends")],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("surname", models.CharField(max_length=100)),
                ("forenames", models.CharField(blank=True, max_length=100)),
                ("known_as", models.CharField(blank=True, max_length=100)),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("MARRIAGE", "Marriage or civil partnership certificate"),
                            ("DIVORCE", "Decree or final order"),
                            ("DEED", "Deed poll or statutory declaration"),
                            ("COURT", "Gender recognition certificate or another order"),
                            ("IDENTITY", "Passport or driving licence in the new name"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False)),
                ("until", models.DateField(help_text="The first day of the new name")),
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
                        name="hr_formername_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_formername_team"),
                    partners.audit_ddl.Audited(
                        hide=("surname", "forenames", "known_as", "evidence", "reason"), name="hr_formername_audited"
                    ),
                    partners.audit_ddl.AppendOnly(name="hr_formername_append_only"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_formername_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_formername_person")],
            },
        ),
        migrations.CreateModel(
            name="GradeDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("PROMOTION", "Promotion to a higher grade"), ("REGRADE", "Regrade of the same job")],
                        max_length=10,
                    ),
                ),
                ("evaluation", models.CharField(help_text="Reference of the job evaluation", max_length=60)),
                ("effective_from", models.DateField()),
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
                    "from_point",
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
                        name="hr_gradedecision_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_gradedecision_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_gradedecision_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_gradedecision_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(("evaluation", ""), _negated=True), name="hr_gradedecision_evaluated"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_gradedecision_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_gradedecision_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="from_point", name="hr_gradedecision_from_point_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="grade", name="hr_gradedecision_grade_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="spine_point", name="hr_gradedecision_spine_point_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_gradedecision_assignment")],
            },
        ),
        migrations.CreateModel(
            name="Honorarium",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("ADDED_DUTIES", "Part of the duties of a higher grade"),
                            ("PROJECT", "A project or a special piece of work"),
                            ("WORKLOAD", "More work of one’s own grade than the post holds"),
                        ],
                        max_length=20,
                    ),
                ),
                ("basis_words", models.CharField(help_text="How the amount was worked out", max_length=200)),
                ("review_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_honorarium_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_honorarium_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_honorarium_audited"),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_honorarium_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__upper_inf", False)), name="hr_honorarium_ends"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_honorarium_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_honorarium_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_honorarium_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="recurring", name="hr_honorarium_recurring_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_honorarium_assignment")],
            },
        ),
        migrations.CreateModel(
            name="JobParticulars",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("location", models.CharField(blank=True, max_length=120)),
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
                    "manager",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_jobparticulars_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_jobparticulars_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_jobparticulars_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_jobparticulars_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_jobparticulars_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_jobparticulars_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("manager__isnull", True),
                            models.Q(("manager", models.F("assignment")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_jobparticulars_not_oneself",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_jobparticulars_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_jobparticulars_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_jobparticulars_assignment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="manager", name="hr_jobparticulars_manager_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_particulars_assignment")],
            },
        ),
        migrations.CreateModel(
            name="Secondment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "direction",
                    models.CharField(
                        choices=[("OUT", "To another organisation"), ("IN", "From another organisation")], max_length=3
                    ),
                ),
                ("organisation", models.CharField(help_text="The host, or the home employer", max_length=200)),
                ("contact", models.CharField(help_text="Whom the invoice goes to, or comes from", max_length=200)),
                (
                    "funded_percent",
                    models.DecimalField(decimal_places=2, help_text="Share that the host pays", max_digits=5),
                ),
                ("is_recharged", models.BooleanField(default=False, help_text="The host’s share is invoiced")),
                (
                    "may_return",
                    models.BooleanField(default=True, help_text="The person comes back to the post, which is held"),
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
                        name="hr_secondment_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_secondment_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_secondment_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_secondment_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_secondment_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__upper_inf", False)), name="hr_secondment_ends"),
                    models.CheckConstraint(
                        condition=models.Q(("funded_percent__gte", 0), ("funded_percent__lte", 100)),
                        name="hr_secondment_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_recharged", False), ("funded_percent__gt", 0), _connector="OR"),
                        name="hr_secondment_recharge",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_secondment_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_secondment_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_secondment_assignment_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_secondment_assignment")],
            },
        ),
        migrations.CreateModel(
            name="ActingUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("review_on", models.DateField()),
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
                    "covered_post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.post",
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
                    "honorarium",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.recurringelement",
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
                    "spine_point",
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
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_actingup_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_actingup_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_actingup_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_actingup_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("assignment", "="), ("valid", "&&")],
                        name="hr_actingup_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_actingup_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("valid__upper_inf", False)), name="hr_actingup_ends"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="hr_actingup_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("honorarium__isnull", True), ("percent", 100)),
                            models.Q(("honorarium__isnull", False), ("percent__lt", 100)),
                            _connector="OR",
                        ),
                        name="hr_actingup_paid_one_way",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_actingup_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="employment", name="hr_actingup_employment_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="assignment", name="hr_actingup_assignment_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="covered_post", name="hr_actingup_covered_post_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="grade", name="hr_actingup_grade_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="spine_point", name="hr_actingup_spine_point_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="honorarium", name="hr_actingup_honorarium_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "assignment"], name="hr_actingup_assignment")],
            },
        ),
        migrations.AddField(
            model_name="assignmentterms",
            name="acting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The pay is that of a post which is covered meanwhile",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.actingup",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentterms",
            constraint=partners.fk.SamePartnerForeignKey(field="acting", name="hr_assignmentterms_acting_same_partner"),
        ),
    ]
