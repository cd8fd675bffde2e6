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
        ("hr", "0002_cost_split_adds_up"),
        ("partners", "0006_message_guards"),
        ("partners", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeathCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REPORTED", "Reported"),
                            ("CONFIRMED", "Confirmed"),
                            ("IN_SUPPORT", "Family is being supported"),
                            ("SETTLING", "Settling pay and pension"),
                            ("CLOSED", "Closed"),
                            ("WITHDRAWN", "Reported by mistake"),
                        ],
                        default="REPORTED",
                        max_length=10,
                    ),
                ),
                ("date_of_death", models.DateField()),
                ("is_provisional", models.BooleanField(default=False)),
                (
                    "known",
                    models.CharField(
                        choices=[
                            ("FAMILY", "The family told us"),
                            ("COLLEAGUE", "A colleague or manager told us"),
                            ("POLICE", "The police told us"),
                            ("TELL_US_ONCE", "Tell Us Once"),
                            ("OTHER", "In another way"),
                        ],
                        max_length=20,
                    ),
                ),
                ("told_by", models.CharField(blank=True, max_length=200)),
                ("reported_human", models.UUIDField()),
                ("reported_at", models.DateTimeField()),
                ("confirmed_human", models.UUIDField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CERTIFICATE", "Death certificate"),
                            ("CORONER", "Coroner’s certificate"),
                            ("POLICE", "Police"),
                            ("TELL_US_ONCE", "Tell Us Once"),
                            ("MANAGER", "Manager and HR spoke to the family"),
                        ],
                        max_length=20,
                    ),
                ),
                ("family_name", models.CharField(blank=True, max_length=120)),
                ("family_relationship", models.CharField(blank=True, max_length=80)),
                ("family_contact", models.CharField(blank=True, max_length=200)),
                ("family_times", models.CharField(blank=True, max_length=200)),
                ("representative_name", models.CharField(blank=True, max_length=120)),
                (
                    "representative_authority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WILL", "Executor under a will (probate)"),
                            ("GRANT", "Letters of administration"),
                            ("INDEMNITY", "Small estate, with an indemnity"),
                        ],
                        max_length=10,
                    ),
                ),
                ("representative_contact", models.CharField(blank=True, max_length=200)),
                (
                    "pay",
                    models.CharField(
                        choices=[
                            ("HOLD", "Held for a decision"),
                            ("TO_DATE", "Pay up to the date of death"),
                            ("ADVANCE", "Go on paying, as an advance to the family"),
                        ],
                        default="HOLD",
                        max_length=10,
                    ),
                ),
                ("pay_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
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
                    "pay_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "case of a death",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "id"), name="hr_deathcase_partner_id"),
                    partners.rls.PartnerIsolation(
                        name="hr_deathcase_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(
                        hide=(
                            "told_by",
                            "family_name",
                            "family_relationship",
                            "family_contact",
                            "family_times",
                            "representative_name",
                            "representative_contact",
                        ),
                        name="hr_deathcase_audited",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "WITHDRAWN"), _negated=True),
                        fields=("partner", "person"),
                        name="hr_deathcase_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                                ("confirmed_human__isnull", True),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("confirmed_human__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hr_deathcase_confirmed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_human__isnull", True),
                            models.Q(("confirmed_human", models.F("reported_human")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_deathcase_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("state__in", ["REPORTED", "WITHDRAWN"])),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("state__in", ["CONFIRMED", "IN_SUPPORT", "SETTLING", "CLOSED"]),
                            ),
                            _connector="OR",
                        ),
                        name="hr_deathcase_confirmed_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pay_at__isnull", True), ("pay_by__isnull", True)),
                            models.Q(("pay_at__isnull", False), ("pay_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_deathcase_pay_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pay", "HOLD"),
                            models.Q(("confirmed_at__isnull", False), ("pay_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="hr_deathcase_pay_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("officer__isnull", True),
                            ("deputy__isnull", True),
                            models.Q(("officer", models.F("deputy")), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_deathcase_two_officers",
                    ),
                    partners.fk.SamePartnerForeignKey(field="person", name="hr_deathcase_person_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "state", "reported_at"], name="hr_deathcase_state")],
            },
        ),
        migrations.CreateModel(
            name="DeathEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_deathevent_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_deathevent_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_deathevent_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_deathevent_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case", "id"], name="hr_deathevent_log")],
            },
        ),
        migrations.CreateModel(
            name="PensionNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.CharField(max_length=120)),
                ("told_on", models.DateField()),
                ("how", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
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
                    "noted_by",
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
                        name="hr_pensionnotice_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_pensionnotice_audited"),
                    partners.audit_ddl.AppendOnly(name="hr_pensionnotice_append_only"),
                    partners.fk.SamePartnerForeignKey(field="case", name="hr_pensionnotice_case_same_partner"),
                ],
                "indexes": [models.Index(fields=["partner", "case"], name="hr_pensionnotice_case")],
            },
        ),
    ]
