"""Loads of posts, absence and work under way beside those of people; what was under way has a table of its own."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql

DOMAINS = [
    ("PEOPLE", "People, employments and jobs"),
    ("POSTS", "Posts"),
    ("ABSENCE", "Absence and leave"),
    ("WORK", "Work that is under way"),
]
KINDS = [
    ("CASE", "Case: conduct, capability, grievance"),
    ("SICKNESS", "Long sickness"),
    ("RECRUITMENT", "Recruitment"),
    ("CHANGE", "Change of a contract"),
    ("PAY_QUERY", "Question about pay"),
    ("OVERPAYMENT", "Overpayment"),
    ("APPEAL", "Appeal or claim"),
    ("OTHER", "Other"),
]
PROTECT = django.db.models.deletion.PROTECT


def key(to, *, null=False, **more):
    """Return a foreign key whose constraint is the one of the same partner."""
    return models.ForeignKey(
        to=to, null=null, db_constraint=False, db_index=False, on_delete=PROTECT, related_name="+", **more
    )


class Migration(migrating.Migration):
    dependencies = [("hr", "0033_load_statistics"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField("extract", "domain", models.CharField(choices=DOMAINS, default="PEOPLE", max_length=10)),
        migrations.AddField("loadrun", "domain", models.CharField(choices=DOMAINS, default="PEOPLE", max_length=10)),
        migrations.AlterField("loadrun", "mapping", key("hr.mappingset", null=True)),
        migrations.AlterField("stagedrow", "job_no", models.CharField(max_length=40)),
        migrations.AddConstraint(
            "loadrun",
            models.CheckConstraint(
                condition=models.Q(("domain", "PEOPLE"), ("mapping__isnull", False))
                | models.Q(("domain", "PEOPLE"), _negated=True),
                name="hr_loadrun_mapped",
            ),
        ),
        migrations.CreateModel(
            "CarriedWork",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("partner", models.ForeignKey(
                    to="partners.partner", db_index=False, on_delete=PROTECT, related_name="+"
                )),
                ("project", key("hr.onboardingproject")),
                ("reference", models.CharField(help_text="By which the old system knows it", max_length=24)),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("title", models.CharField(max_length=150)),
                ("next_step", models.CharField(blank=True, max_length=500)),
                ("person", key("hr.person", null=True, help_text="Whom it is about, if anybody")),
                ("owner", models.ForeignKey(to=settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="+")),
                ("due_on", models.DateField()),
                ("state", models.CharField(choices=[("OPEN", "Open"), ("DONE", "Done")], default="OPEN", max_length=4)),
                ("outcome", models.CharField(blank=True, max_length=500)),
                ("done_by", models.ForeignKey(
                    to=settings.AUTH_USER_MODEL, null=True, on_delete=PROTECT, related_name="+"
                )),
                ("done_at", models.DateTimeField(null=True)),
            ],
            {
                "verbose_name": "item of work carried over",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "state", "due_on"], name="hr_carriedwork_due"),
                    models.Index(fields=["partner", "person"], name="hr_carriedwork_person"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_carriedwork_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_carriedwork_team"),
                    partners.audit_ddl.Audited(
                        hide=("title", "next_step", "outcome"), name="hr_carriedwork_audited"
                    ),
                    models.UniqueConstraint(fields=("partner", "reference"), name="hr_carriedwork_reference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("done_by__isnull", True), ("outcome", ""), ("state", "OPEN")
                        )
                        | models.Q(
                            ("done_at__isnull", False),
                            ("done_by__isnull", False),
                            ("state", "DONE"),
                            models.Q(("outcome", ""), _negated=True),
                        ),
                        name="hr_carriedwork_done_says_what",
                    ),
                    partners.fk.SamePartnerForeignKey(field="project", name="hr_carriedwork_project_same_partner"),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_carriedwork_person_same_partner"),
                ],
            },
        ),
        run_sql("hr", "data_domains"),
    ]  # fmt: skip
