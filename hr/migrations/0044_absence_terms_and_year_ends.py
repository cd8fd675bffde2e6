"""What is agreed about absence and leave, the end of a leave year, and referrals to occupational health."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0043_step_down_notices_sent"),
        ("partners", "0024_data_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeaveYearRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year_start", models.DateField(help_text="First day of the leave year that hours are carried into")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Waits for approval"),
                            ("APPROVED", "Hours carried over"),
                            ("DISCARDED", "Discarded"),
                            ("UNDONE", "Undone"),
                        ],
                        default="PREPARED",
                        max_length=10,
                    ),
                ),
                ("n_jobs", models.PositiveIntegerField()),
                ("carried_hours", models.DecimalField(decimal_places=2, max_digits=12)),
                ("lapsed_hours", models.DecimalField(decimal_places=2, max_digits=12)),
                ("digest", models.CharField(max_length=64)),
                ("prepared_human", models.UUIDField()),
                ("prepared_at", models.DateTimeField()),
                ("approved_human", models.UUIDField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
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
                    "ended_by",
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "year end of leave",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_leaveyearrun_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_leaveyearrun_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_leaveyearrun_audited"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["PREPARED", "APPROVED"])),
                        fields=("partner", "year_start"),
                        name="hr_leaveyearrun_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["APPROVED", "UNDONE"]), _negated=True),
                            models.Q(
                                ("approved_human__isnull", False),
                                models.Q(("approved_human", models.F("prepared_human")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leaveyearrun_second_person",
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
                        name="hr_leaveyearrun_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("state__in", ["PREPARED", "APPROVED"]),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("state__in", ["DISCARDED", "UNDONE"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_leaveyearrun_ended",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="leavecredit",
            name="hr_leavecredit_once",
        ),
        migrations.RemoveConstraint(
            model_name="returninterview",
            name="hr_returninterview_audited",
        ),
        migrations.AddField(
            model_name="absenceterms",
            name="carry_days",
            field=models.PositiveSmallIntegerField(default=5, help_text="Unused days carried over as agreed, at most"),
        ),
        migrations.AddField(
            model_name="absenceterms",
            name="triggers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="leavecredit",
            name="cancel_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="leavecredit",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="leavecredit",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="returninterview",
            name="follow_up_note",
            field=models.CharField(blank=True, help_text="What was advised and agreed", max_length=500),
        ),
        migrations.AddField(
            model_name="returninterview",
            name="follow_up_on",
            field=models.DateField(blank=True, help_text="When it is looked at again", null=True),
        ),
        migrations.AddField(
            model_name="returninterview",
            name="followed_up_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="returninterview",
            name="followed_up_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="returninterview",
            name="referred_on",
            field=models.DateField(blank=True, help_text="When occupational health was asked", null=True),
        ),
        migrations.AddConstraint(
            model_name="returninterview",
            constraint=partners.audit_ddl.Audited(hide=("note", "follow_up_note"), name="hr_returninterview_audited"),
        ),
        migrations.AddConstraint(
            model_name="returninterview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("referred_on__isnull", True),
                    models.Q(("follow_up_on__isnull", False), ("outcome", "HEALTH")),
                    _connector="OR",
                ),
                name="hr_returninterview_referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="returninterview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("followed_up_by__isnull", True), ("followed_up_on__isnull", True)),
                    models.Q(
                        ("follow_up_on__isnull", False),
                        ("followed_up_by__isnull", False),
                        ("followed_up_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hr_returninterview_followed_up",
            ),
        ),
        migrations.AddField(
            model_name="leavecredit",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hr.leaveyearrun",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavecredit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("partner", "assignment", "year_start", "bucket"),
                name="hr_leavecredit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavecredit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                    _connector="OR",
                ),
                name="hr_leavecredit_cancelled_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavecredit",
            constraint=partners.fk.SamePartnerForeignKey(field="run", name="hr_leavecredit_run_same_partner"),
        ),
    ]
