"""Access counts once a second administrator has approved it."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254)),
                (
                    "full_name",
                    models.CharField(
                        help_text="Of the login, or for one that is made when it is approved", max_length=200
                    ),
                ),
                (
                    "receiver_human",
                    models.UUIDField(blank=True, help_text="None: nobody signs in with this address yet", null=True),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("EMPLOYEE", "Employee"),
                            ("LINE_MANAGER", "Line manager"),
                            ("HR_MANAGER", "Partner HR manager"),
                            ("HR_ADMIN", "HR administrator"),
                            ("PAYROLL_PROCESSOR", "Payroll processor"),
                            ("PAYROLL_RELEASER", "Payroll releaser"),
                            ("SUPPLIER_MAINTAINER", "Supplier maintainer"),
                            ("SUPPLIER_VERIFIER", "Supplier and bank verifier"),
                            ("REQUISITIONER", "Requisitioner"),
                            ("RECEIVER", "Receiver"),
                            ("BUDGET_HOLDER", "Budget holder"),
                            ("AP_CLERK", "Accounts payable clerk"),
                            ("PAYMENT_RELEASER", "Payment releaser"),
                            ("JOURNAL_PREPARER", "Journal preparer"),
                            ("JOURNAL_APPROVER", "Journal approver"),
                            ("PERIOD_CONTROLLER", "Period controller"),
                            ("AR_CLERK", "Accounts receivable clerk"),
                            ("BANK_RECONCILER", "Bank reconciler"),
                            ("PROCUREMENT_OFFICER", "Procurement officer"),
                            ("USER_ADMIN", "User administrator"),
                            ("AUDITOR", "Auditor"),
                            ("CASE_OFFICER", "Case officer"),
                            ("MIGRATION_LEAD", "Migration lead"),
                            ("DATA_OWNER", "Data owner"),
                            ("SECTION_151", "Section 151 officer"),
                            ("HR_DIRECTOR", "HR director"),
                            ("DATA_PROTECTION_OFFICER", "Data protection officer"),
                            ("FRAUD_OFFICER", "Fraud officer"),
                            ("SENSITIVE_POSTS", "Sensitive posts officer"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "unit_id",
                    models.BigIntegerField(blank=True, help_text="Where it is held for a unit, and below", null=True),
                ),
                ("start", models.DateField()),
                ("last_day", models.DateField(blank=True, help_text="None: until it is ended", null=True)),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second administrator"),
                            ("APPROVED", "Approved"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_human", models.UUIDField()),
                ("made_at", models.DateTimeField()),
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
                ("decided_human", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=200)),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.grant",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_accessproposal_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_accessproposal_audited"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__isnull", True), ("last_day__gte", models.F("start")), _connector="OR"
                        ),
                        name="partners_accessproposal_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_human__isnull", True),
                                ("state", "PROPOSED"),
                            ),
                            models.Q(
                                models.Q(("state", "PROPOSED"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partners_accessproposal_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["APPROVED", "REFUSED"]), _negated=True),
                            models.Q(("decided_human", models.F("made_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_accessproposal_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receiver_human__isnull", True),
                            models.Q(
                                models.Q(("receiver_human", models.F("made_human")), _negated=True),
                                models.Q(
                                    models.Q(("state", "APPROVED"), _negated=True),
                                    models.Q(("decided_human", models.F("receiver_human")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="partners_accessproposal_not_receiver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("grant__isnull", False), ("receiver_human__isnull", False), ("state", "APPROVED")
                            ),
                            models.Q(models.Q(("state", "APPROVED"), _negated=True), ("grant__isnull", True)),
                            _connector="OR",
                        ),
                        name="partners_accessproposal_grant_pair",
                    ),
                    models.UniqueConstraint(fields=("partner", "grant"), name="partners_accessproposal_grant"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PROPOSED")),
                        fields=("partner", "email", "role", "unit_id"),
                        name="partners_accessproposal_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="grant",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="approved_days",
            field=django.contrib.postgres.fields.ranges.DateRangeField(
                blank=True, help_text="What was approved: it may end earlier, never later", null=True
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="basis",
            field=models.CharField(
                choices=[
                    ("APPROVED", "Approved by a second administrator"),
                    ("EMPLOYMENT", "Follows from employment"),
                    ("SET_UP", "Appointed by the operator"),
                    ("EARLIER", "Given before approval was asked for"),
                ],
                default="EARLIER",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("basis", "APPROVED"),
                        ("granted_by__isnull", False),
                        ("approved_days__isnull", False),
                        models.Q(("role", "EMPLOYEE"), _negated=True),
                    ),
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("approved_days__isnull", True),
                        models.Q(
                            models.Q(("basis", "EMPLOYMENT"), ("role", "EMPLOYEE")),
                            models.Q(("basis", "SET_UP"), ("role", "USER_ADMIN")),
                            ("basis", "EARLIER"),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="partners_grant_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(
                        models.Q(("approved_by", models.F("user")), _negated=True),
                        models.Q(("approved_by", models.F("granted_by")), _negated=True),
                        ("valid__contained_by", models.F("approved_days")),
                    ),
                    _connector="OR",
                ),
                name="partners_grant_second_person",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="basis",
            field=models.CharField(
                choices=[
                    ("APPROVED", "Approved by a second administrator"),
                    ("EMPLOYMENT", "Follows from employment"),
                    ("SET_UP", "Appointed by the operator"),
                    ("EARLIER", "Given before approval was asked for"),
                ],
                default="EMPLOYMENT",
                max_length=10,
            ),
        ),
        run_sql("partners", "second_person_for_access"),
    ]
