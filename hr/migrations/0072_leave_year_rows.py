"""What the end of a leave year does for each job, as it was prepared."""

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
        ("hr", "0071_opt_outs"),
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeaveYearRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unused", sharedservices.common.fields.HoursField()),
                ("known", sharedservices.common.fields.HoursField(help_text="Carried over before, by hand")),
                ("contractual", sharedservices.common.fields.HoursField()),
                ("sickness", sharedservices.common.fields.HoursField()),
                ("family", sharedservices.common.fields.HoursField()),
                ("lapsed", sharedservices.common.fields.HoursField()),
                ("why", models.CharField(blank=True, max_length=60)),
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
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.leaveyearrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "job at a year end of leave",
                "verbose_name_plural": "jobs at year ends of leave",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_leaveyearrow_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_leaveyearrow_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_leaveyearrow_team"),
                    partners.audit_ddl.AppendOnly(name="hr_leaveyearrow_append_only"),
                    models.UniqueConstraint(fields=("partner", "run", "assignment"), name="hr_leaveyearrow_once"),
                    partners.fk.SamePartnerForeignKey(field="run", name="hr_leaveyearrow_run_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_leaveyearrow_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="assignment", name="hr_leaveyearrow_assignment_same_partner"
                    ),
                ],
            },
        ),
        run_sql("hr", "leave_year_rows"),
    ]
