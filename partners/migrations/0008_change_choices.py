import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.rls
import partners.states
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("partners", "0007_team_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="AutoApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(max_length=200)),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="partners_autoapproval_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="partners_autoapproval_audited"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("partner", "="), ("kind", "="), ("valid", "&&")],
                        name="partners_autoapproval_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="partners_autoapproval_days"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="changerequest",
            name="partners_changerequest_settled",
        ),
        migrations.AddField(
            model_name="changerequest",
            name="attribute",
            field=models.CharField(blank=True, help_text="What it changes: once a day", max_length=120),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="is_next_run",
            field=models.BooleanField(default=False, help_text="Approved after the cut-off: arrears are due"),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="pay_note",
            field=models.CharField(blank=True, help_text="In which pay it comes, in words", max_length=200),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, help_text="Everybody whom it is about", size=None
            ),
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("WAITING", "Waiting for approval"),
                    ("RETURNED", "Returned with comments"),
                    ("CONFLICT", "Overtaken"),
                    ("APPLYING", "Approved, being recorded"),
                    ("APPLIED", "Approved and recorded"),
                    ("REJECTED", "Rejected"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("EXPIRED", "Expired"),
                ],
                default="WAITING",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(fields=["partner", "attribute", "effective_from"], name="partners_change_attribute"),
        ),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True),
                        (
                            "state__in",
                            [
                                partners.states.ChangeState["WAITING"],
                                partners.states.ChangeState["RETURNED"],
                                partners.states.ChangeState["CONFLICT"],
                                partners.states.ChangeState["APPLYING"],
                            ],
                        ),
                    ),
                    models.Q(
                        ("settled_at__isnull", False),
                        (
                            "state__in",
                            [
                                partners.states.ChangeState["APPLIED"],
                                partners.states.ChangeState["REJECTED"],
                                partners.states.ChangeState["WITHDRAWN"],
                                partners.states.ChangeState["EXPIRED"],
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="partners_changerequest_settled",
            ),
        ),
    ]
