"""Questions to HR: asked, looked after, answered in a thread; grievances narrowed to who deals with them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0045_fit_note_files"),
        ("partners", "0024_data_rights"),
        ("partners", "__first__"),
    ]

    operations = [
        run_sql("hr", "questions_before"),
        migrations.CreateModel(
            name="HrQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("QUESTION", "A question"),
                            ("FAMILY", "Dates of family leave"),
                            ("FLEXIBLE", "A request to work flexibly"),
                            ("GRIEVANCE", "A concern or grievance"),
                            ("BANK", "A request to change a bank account"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("SELF", "Self-service"),
                            ("EMAIL", "E-mail"),
                            ("PHONE", "Telephone"),
                            ("PAPER", "Letter or in person"),
                        ],
                        max_length=6,
                    ),
                ),
                ("subject", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Not answered yet"),
                            ("WITH_HR", "Being looked at"),
                            ("ANSWERED", "Answered"),
                            ("CLOSED", "Closed"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="ASKED",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField(help_text="By when it is to be answered")),
                ("case_reference", models.CharField(blank=True, help_text="The HR case that it became", max_length=20)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
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
                "verbose_name": "question to HR",
                "verbose_name_plural": "questions to HR",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "state", "due_on"], name="hr_hrquestion_state"),
                    models.Index(fields=["partner", "person"], name="hr_hrquestion_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_hrquestion_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_hrquestion_isolation", self_insert=False, self_only_if="", self_service="person_id"
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_hrquestion_team"),
                    partners.audit_ddl.Audited(hide=("subject",), name="hr_hrquestion_audited"),
                    models.UniqueConstraint(fields=("partner", "number"), name="hr_hrquestion_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("state__in", ["CLOSED", "WITHDRAWN"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["CLOSED", "WITHDRAWN"]), _negated=True),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="hr_hrquestion_closed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("topic", "BANK"), _negated=True),
                            models.Q(("case_reference", ""), ("owner__isnull", True), ("state", "CLOSED")),
                            _connector="OR",
                        ),
                        name="hr_hrquestion_bank_is_never_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["ASKED", "WITHDRAWN", "CLOSED"]), ("owner__isnull", False), _connector="OR"
                        ),
                        name="hr_hrquestion_has_owner",
                    ),
                    partners.rls.Narrowed(
                        name="hr_hrquestion_narrowed", using="hr_sees_question(partner_id, topic, person_id, owner_id)"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_hrquestion_person_same_partner"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HrQuestionMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_answer",
                    models.BooleanField(default=False, help_text="By HR; otherwise by the person, or for them"),
                ),
                ("text", models.CharField(max_length=5000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                    "question",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.hrquestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "message of a question",
                "verbose_name_plural": "messages of questions",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "question", "id"], name="hr_hrquestionmessage_thread"),
                    models.Index(fields=["partner", "person"], name="hr_hrquestionmessage_person"),
                ],
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_hrquestionmessage_isolation",
                        self_insert=False,
                        self_only_if="",
                        self_service="person_id",
                    ),
                    partners.rls.TeamOnly(column="person_id", name="hr_hrquestionmessage_team"),
                    partners.audit_ddl.Audited(hide=("text",), name="hr_hrquestionmessage_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_hrquestionmessage_append_only"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="hr_hrquestionmessage_says_something"
                    ),
                    partners.rls.Narrowed(
                        name="hr_hrquestionmessage_narrowed", using="hr_sees_question_of(partner_id, question_id)"
                    ),
                    partners.fk.SamePartnerForeignKey(
                        field="question", name="hr_hrquestionmessage_question_same_partner"
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_hrquestionmessage_person_same_partner"),
                ],
            },
        ),
        run_sql("hr", "questions"),
    ]
