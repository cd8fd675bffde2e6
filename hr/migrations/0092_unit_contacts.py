"""How the public reaches a unit, for what is published about its posts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.audit_ddl
import partners.fk
import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0091_request_papers"),
        ("partners", "0034_limited_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("saved_at", models.DateTimeField()),
                (
                    "org_unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hr.orgunit",
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
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    partners.rls.PartnerIsolation(
                        name="hr_unitcontact_isolation", self_insert=False, self_only_if="", self_service=None
                    ),
                    partners.audit_ddl.Audited(hide=(), name="hr_unitcontact_audited"),
                    models.UniqueConstraint(fields=("partner", "org_unit"), name="hr_unitcontact_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="hr_unitcontact_says",
                    ),
                    partners.fk.SamePartnerForeignKey(field="org_unit", name="hr_unitcontact_org_unit_same_partner"),
                ],
            },
        ),
    ]
