"""Agreements between legal entities of one partner, journals that are posted in pairs, and settlements."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
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
        ("finance", "0026_assets"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterEntityAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        help_text="The kinds of journal that it covers",
                        size=None,
                    ),
                ),
                (
                    "settlement",
                    models.CharField(
                        choices=[
                            ("NET_MONTHLY", "Net, by one payment a month"),
                            ("JOURNAL", "By journals, as the two agree"),
                        ],
                        max_length=11,
                    ),
                ),
                ("subject", models.CharField(help_text="What it is about", max_length=200)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("approved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "inter-entity agreement",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InterEntitySettlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(help_text="In which the financial year begins")),
                ("number", models.IntegerField(help_text="The period at whose end it was owed")),
                ("amount", sharedservices.common.fields.MoneyField(help_text="What is paid")),
                ("proposed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "inter-entity settlement",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="journal",
            name="linked_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The journal of another legal entity that it is posted with",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.journal",
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("linked_to__isnull", False), models.Q(("state", "DISCARDED"), _negated=True)),
                fields=("partner", "linked_to"),
                name="finance_journal_linked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=partners.fk.SamePartnerForeignKey(
                field="linked_to", name="finance_journal_linked_to_same_partner"
            ),
        ),
        migrations.AddField(
            model_name="interentityagreement",
            name="approved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="interentityagreement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="interentityagreement",
            name="from_entity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="interentityagreement",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="interentityagreement",
            name="to_entity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="interentitysettlement",
            name="agreement",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.interentityagreement",
            ),
        ),
        migrations.AddField(
            model_name="interentitysettlement",
            name="journal",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="The payer’s part",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.journal",
            ),
        ),
        migrations.AddField(
            model_name="interentitysettlement",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="interentitysettlement",
            name="payer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.legalentity",
            ),
        ),
        migrations.AddField(
            model_name="interentitysettlement",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="interentityagreement",
            index=models.Index(fields=["partner", "from_entity", "to_entity"], name="finance_interentity_pair"),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=models.UniqueConstraint(
                fields=("partner", "id"), name="finance_interentityagreement_partner_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=partners.rls.PartnerIsolation(
                name="finance_interentityagreement_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_interentityagreement_audited"),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_entity", models.F("to_entity")), _negated=True),
                name="finance_interentityagreement_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kinds__len__gte", 1),
                    ("kinds__contained_by", ["MANUAL", "ACCRUAL", "PREPAYMENT", "RECLASS", "STATUTORY"]),
                ),
                name="finance_interentityagreement_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject", ""), _negated=True), name="finance_interentityagreement_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    models.Q(("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)),
                    _connector="OR",
                ),
                name="finance_interentityagreement_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="from_entity", name="finance_interentityagreement_from_entity_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentityagreement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="to_entity", name="finance_interentityagreement_to_entity_same_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="interentitysettlement",
            index=models.Index(fields=["partner", "agreement", "year", "number"], name="finance_interentity_month"),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.rls.PartnerIsolation(
                name="finance_interentitysettlement_isolation", self_insert=False, self_only_if="", self_service=None
            ),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.audit_ddl.Audited(hide=(), name="finance_interentitysettlement_audited"),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.audit_ddl.AppendOnly(name="finance_interentitysettlement_append_only"),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=models.UniqueConstraint(
                fields=("partner", "journal"), name="finance_interentitysettlement_journal"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("number__gte", 1), ("number__lte", 12)),
                name="finance_interentitysettlement_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="agreement", name="finance_interentitysettlement_agreement_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="payer", name="finance_interentitysettlement_payer_same_partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="interentitysettlement",
            constraint=partners.fk.SamePartnerForeignKey(
                field="journal", name="finance_interentitysettlement_journal_same_partner"
            ),
        ),
        run_sql("finance", "interentity"),
    ]
