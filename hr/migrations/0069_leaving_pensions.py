"""What a pension body said about a pension that begins with a leaving, and flexible retirement."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0068_service_dates_kept"),
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="leaving",
            name="hr_leaving_job_once",
        ),
        migrations.AlterField(
            model_name="leaving",
            name="leaving_reason",
            field=models.CharField(
                choices=[
                    ("RESIGNATION", "Resignation"),
                    ("RETIREMENT", "Retirement"),
                    ("FLEXIBLE_RETIREMENT", "Flexible retirement"),
                    ("ILL_HEALTH", "Ill-health retirement"),
                    ("CONDUCT", "Dismissal: conduct"),
                    ("GROSS_MISCONDUCT", "Dismissal: gross misconduct"),
                    ("CAPABILITY", "Dismissal: capability"),
                    ("PROBATION", "Dismissal: probation"),
                    ("OTHER_SUBSTANTIAL", "Dismissal: some other substantial reason"),
                    ("REDUNDANCY", "Redundancy"),
                    ("VOLUNTARY_REDUNDANCY", "Voluntary redundancy"),
                    ("END_OF_FIXED_TERM", "End of fixed term"),
                    ("TUPE_OUT", "Transfer of undertaking (TUPE)"),
                    ("TRANSFER", "Transfer to another partner"),
                    ("SETTLEMENT", "Settlement agreement"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="leaving",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("assignment__isnull", False),
                    models.Q(("state", "WITHDRAWN"), _negated=True),
                    models.Q(("leaving_reason__in", ["FLEXIBLE_RETIREMENT"]), _negated=True),
                ),
                fields=("partner", "assignment"),
                name="hr_leaving_job_once",
            ),
        ),
        migrations.CreateModel(
            name="LeavingPension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "body",
                    models.CharField(blank=True, help_text="The pension fund or scheme administrator", max_length=120),
                ),
                ("quoted_on", models.DateField(blank=True, help_text="When the fund gave its quotation", null=True)),
                ("confirmed_on", models.DateField(blank=True, null=True)),
                (
                    "confirmation",
                    models.CharField(blank=True, help_text="The reference of its confirmation", max_length=120),
                ),
                ("consent_on", models.DateField(blank=True, null=True)),
                (
                    "consent",
                    models.CharField(
                        blank=True, help_text="Who decided it for the employer, and where", max_length=200
                    ),
                ),
                ("hours_before", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("hours_after", sharedservices.common.fields.HoursField(blank=True, null=True)),
                ("grade_before", models.CharField(blank=True, max_length=60)),
                ("grade_after", models.CharField(blank=True, max_length=60)),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("TIER_1", "Tier 1: unlikely to work again before normal pension age"),
                            ("TIER_2", "Tier 2: unlikely to work within three years"),
                            ("TIER_3", "Tier 3: likely to work within three years"),
                            ("LOWER", "Lower tier: cannot do the work of an officer or firefighter"),
                            ("UPPER", "Upper tier: cannot do any regular work"),
                        ],
                        max_length=10,
                    ),
                ),
                ("certified_on", models.DateField(blank=True, null=True)),
                ("doctor", models.CharField(blank=True, max_length=120)),
                (
                    "is_doctor_independent",
                    models.BooleanField(default=False, help_text="Not involved in the case before"),
                ),
                (
                    "strain_cost",
                    sharedservices.common.fields.MoneyField(
                        default=0, help_text="Pounds that the fund asks of the employer"
                    ),
                ),
                ("strain_authority", models.CharField(blank=True, max_length=200)),
                (
                    "certificate",
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
            ],
            options={
                "verbose_name": "pension that begins with a leaving",
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leavingpension_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_leavingpension_team"),
                    partners.audit_ddl.Audited(
                        hide=("tier", "certificate", "certified_on", "doctor"), name="hr_leavingpension_audited"
                    ),
                    partners.audit_ddl.AppendOnly(name="hr_leavingpension_append_only"),
                    models.UniqueConstraint(fields=("partner", "leaving"), name="hr_leavingpension_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_after__isnull", True),
                            models.Q(
                                ("confirmed_on__isnull", False),
                                ("consent_on__isnull", False),
                                ("hours_before__isnull", False),
                                models.Q(("consent", ""), _negated=True),
                                models.Q(("confirmation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leavingpension_flexible_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("certificate__isnull", True), ("certified_on__isnull", True), ("tier", "")),
                            models.Q(
                                ("certificate__isnull", False),
                                ("certified_on__isnull", False),
                                ("is_doctor_independent", True),
                                models.Q(("tier", ""), _negated=True),
                                models.Q(("doctor", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leavingpension_certified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strain_cost", 0),
                            models.Q(("strain_cost__gt", 0), models.Q(("strain_authority", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hr_leavingpension_strain_has_authority",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_leavingpension_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="leaving", name="hr_leavingpension_leaving_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="certificate", name="hr_leavingpension_certificate_same_partner"
                    ),
                ],
                "indexes": [models.Index(fields=["partner", "person"], name="hr_leavingpension_person")],
            },
        ),
        run_sql("hr", "leaving_pension"),
    ]
