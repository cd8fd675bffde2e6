"""Own bank accounts count once two people stand for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0023_cis"),
        ("partners", "0037_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bankaccount",
            name="finance_bankaccount_once",
        ),
        migrations.RemoveConstraint(
            model_name="bankaccount",
            name="finance_bankaccount_own_cash_account",
        ),
        migrations.RemoveConstraint(
            model_name="bankaccount",
            name="finance_bankaccount_name",
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="agreed_human",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="made_human",
            field=models.UUIDField(default="00000000-0000-0000-0000-000000000000"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="refused_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refused_at__isnull", True)),
                fields=("partner", "fingerprint"),
                name="finance_bankaccount_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refused_at__isnull", True)),
                fields=("partner", "legal_entity", "subjective"),
                name="finance_bankaccount_own_cash_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refused_at__isnull", True)),
                fields=("partner", "legal_entity", "name"),
                name="finance_bankaccount_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True), ("agreed_human__isnull", True)),
                    models.Q(
                        ("agreed_at__isnull", False),
                        ("agreed_by__isnull", False),
                        ("agreed_human__isnull", False),
                        models.Q(("agreed_human", models.F("made_human")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_bankaccount_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused_at__isnull", True), ("refused_by__isnull", True), ("refused_reason", "")),
                    models.Q(
                        ("agreed_at__isnull", True),
                        ("closed_on__isnull", True),
                        ("refused_at__isnull", False),
                        ("refused_by__isnull", False),
                        models.Q(("refused_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_bankaccount_refused",
            ),
        ),
        run_sql("finance", "own_accounts"),
    ]
