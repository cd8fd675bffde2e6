"""A second account for a fixed amount of each pay period, and the changes that bring, change and end it."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
import sharedservices.common.fields
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [("hr", "0041_case_officers"), ("partners", "0024_data_rights")]

    operations = [
        migrations.CreateModel(
            name="SecondAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    sharedservices.common.fields.MoneyField(
                        help_text="Pounds of each pay period; never more than the pay"
                    ),
                ),
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
                "verbose_name": "second account",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_secondaccount_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_secondaccount_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_secondaccount_team"),
                    partners.audit_ddl.Audited(
                        hide=("details", "fingerprint", "last_four"), name="hr_secondaccount_audited"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("employment", "="), ("valid", "&&")],
                        name="hr_secondaccount_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="hr_secondaccount_starts",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="hr_secondaccount_amount"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_secondaccount_person_same_partner"),
                    partners.fk.SamePartnerForeignKey(
                        field="employment", name="hr_secondaccount_employment_same_partner"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["partner", "person"], name="hr_secondaccount_person"),
                    models.Index(fields=["partner", "fingerprint"], name="hr_secondaccount_fingerprint"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="bankchange",
            name="hr_bankchange_account_written",
        ),
        migrations.AddField(
            model_name="bankchange",
            name="amount",
            field=sharedservices.common.fields.MoneyField(
                blank=True, help_text="Pounds of each pay period that the second account gets", null=True
            ),
        ),
        migrations.AddField(
            model_name="bankchange",
            name="part",
            field=models.CharField(
                choices=[
                    ("MAIN", "Another main account"),
                    ("SECOND", "A fixed amount to a second account"),
                    ("END", "No more to the second account"),
                ],
                default="MAIN",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="bankchange",
            name="second",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.secondaccount",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account__isnull", False), ("part", "MAIN"), ("second__isnull", True), ("state", "ACTIVE")
                    ),
                    models.Q(
                        ("account__isnull", True),
                        ("second__isnull", False),
                        ("state", "ACTIVE"),
                        models.Q(("part", "MAIN"), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "ACTIVE"), _negated=True),
                        ("account__isnull", True),
                        ("second__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="hr_bankchange_account_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", True), ("part", "MAIN")),
                    models.Q(("amount__gt", 0), ("is_first", False), ("part", "SECOND")),
                    models.Q(("amount__isnull", True), ("is_first", False), ("part", "END")),
                    _connector="OR",
                ),
                name="hr_bankchange_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankchange",
            constraint=partners.fk.SamePartnerForeignKey(field="second", name="hr_bankchange_second_same_partner"),
        ),
        run_sql("hr", "second_account"),
    ]
