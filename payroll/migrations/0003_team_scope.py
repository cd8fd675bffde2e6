"""What was paid to people is narrowed to a manager’s team."""

from django.conf import settings
from django.db import migrations

import partners.rls
from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0007_team_scope"),
        ("partners", "0007_team_scope"),
        ("payroll", "0002_run_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="payment",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_payment_team"),
        ),
        migrations.AddConstraint(
            model_name="payquery",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_payquery_team"),
        ),
        migrations.AddConstraint(
            model_name="payslip",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_payslip_team"),
        ),
        migrations.AddConstraint(
            model_name="payslipline",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_payslipline_team"),
        ),
        migrations.AddConstraint(
            model_name="runmember",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_runmember_team"),
        ),
        migrations.AddConstraint(
            model_name="yeartodate",
            constraint=partners.rls.TeamOnly(column="person_id", name="payroll_yeartodate_team"),
        ),
    ]
