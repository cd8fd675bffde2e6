"""Who acts for the estate of somebody who has died, and the account that is paid."""

import uuid

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
        ("hr", "0054_suspension_cost"),
        ("partners", "0025_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "authority",
                    models.CharField(
                        choices=[
                            ("WILL", "Executor: grant of probate"),
                            ("GRANT", "Administrator: letters of administration"),
                            ("INDEMNITY", "Small estate: a declaration and an indemnity"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        help_text="What was seen: the grant or declaration, with its number", max_length=200
                    ),
                ),
                ("dated", models.DateField(help_text="The day of the grant or declaration")),
                (
                    "most",
                    sharedservices.common.fields.MoneyField(
                        blank=True, help_text="Pounds that may be paid in all without a grant", null=True
                    ),
                ),
                ("most_source", models.CharField(blank=True, max_length=200)),
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
                (
                    "state",
                    models.CharField(
                        choices=[("RECORDED", "To be verified"), ("VERIFIED", "Verified"), ("STOPPED", "Stopped")],
                        default="RECORDED",
                        max_length=10,
                    ),
                ),
                ("recorded_human", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("verified_human", models.UUIDField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verified_how",
                    models.CharField(blank=True, help_text="With whom it was checked, and how", max_length=200),
                ),
                (
                    "payable_from",
                    models.DateField(blank=True, help_text="The first pay date on which it is paid", null=True),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_why", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.deathcase",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verified_by",
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
                "verbose_name": "personal representative",
                "abstract": False,
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_representative_case")],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_representative_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
                        hide=(
                            "name",
                            "document",
                            "holder",
                            "details",
                            "fingerprint",
                            "last_four",
                            "verified_how",
                            "stopped_why",
                        ),
                        name="hr_representative_audited",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["RECORDED", "VERIFIED"])),
                        fields=("partner", "case"),
                        name="hr_representative_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", "INDEMNITY"), ("most__gt", 0)),
                            models.Q(models.Q(("authority", "INDEMNITY"), _negated=True), ("most__isnull", True)),
                            _connector="OR",
                        ),
                        name="hr_representative_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("payable_from__isnull", True),
                                ("verified_at__isnull", True),
                                ("verified_by__isnull", True),
                                ("verified_how", ""),
                                ("verified_human__isnull", True),
                            ),
                            models.Q(
                                ("payable_from__isnull", False),
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                                ("verified_human__isnull", False),
                                models.Q(("verified_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_representative_verified_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_human__isnull", True),
                            models.Q(("verified_human", models.F("recorded_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_representative_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "RECORDED"), ("stopped_at__isnull", True), ("verified_at__isnull", True)
                            ),
                            models.Q(
                                ("state", "VERIFIED"), ("stopped_at__isnull", True), ("verified_at__isnull", False)
                            ),
                            models.Q(
                                ("state", "STOPPED"),
                                ("stopped_at__isnull", False),
                                ("stopped_by__isnull", False),
                                models.Q(("stopped_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_representative_state",
                    ),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_representative_case_same_partner"),
                ],
            },
        ),
        migrations.AddField(
            model_name="leavingterms",
            name="small_estate_limit",
            field=sharedservices.common.fields.MoneyField(
                blank=True,
                help_text="Pounds paid after a death without a grant; empty: the limit of the law",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="deathcase",
            name="pay",
            field=models.CharField(
                choices=[
                    ("HOLD", "Held for a decision"),
                    ("ESTATE", "Pay what is owed up to the date of death, to the estate"),
                    ("ADVANCE", "Go on paying, as an advance to the family"),
                ],
                default="HOLD",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="leavingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("small_estate_limit__isnull", True), ("small_estate_limit__gt", 0), _connector="OR"
                ),
                name="hr_leavingterms_small_estate",
            ),
        ),
        run_sql("hr", "estate"),
    ]
