"""Every move between pay groups that stands is kept, so that the one before comes back with one taken back."""

import django.db.models.deletion
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0095_allegation_findings"),
        ("partners", "0037_budgets"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayGroupMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts", models.DateField(help_text="The first day that the next pay group pays")),
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
                    "former",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="Which paid until the day before",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.paygroup",
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
                "verbose_name": "move between pay groups",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "person"], name="hr_paygroupmove_person")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_paygroupmove_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_paygroupmove_team"),
                    partners.audit_ddl.Audited(hide=(), name="hr_paygroupmove_audited"),
                    models.UniqueConstraint(fields=("partner", "employment", "starts"), name="hr_paygroupmove_once"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_paygroupmove_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_paygroupmove_employment_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="former", name="hr_paygroupmove_former_same_partner"),
                ],
            },
        ),
        run_sql("hr", "pay_group_moves"),
        migrations.RunSQL("SELECT let_people_merge()", migrations.RunSQL.noop),
    ]
