"""What belongs to people is narrowed to a manager’s team."""

from django.conf import settings
from django.db import migrations

import partners.rls
from partners import migrating
from partners.sql import run_sql


class Migration(migrating.Migration):
    dependencies = [
        ("finance", "0001_initial"),
        ("hr", "0006_leave_guards"),
        ("partners", "0007_team_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        run_sql("hr", "team"),
        migrations.AddConstraint(
            model_name="absencerecord",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_absencerecord_team"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_assignment_team"),
        ),
        migrations.AddConstraint(
            model_name="assignmentterms",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_assignmentterms_team"),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_bankaccount_team"),
        ),
        migrations.AddConstraint(
            model_name="costsplit",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_costsplit_team"),
        ),
        migrations.AddConstraint(
            model_name="deathcase",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_deathcase_team"),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_employment_team"),
        ),
        migrations.AddConstraint(
            model_name="fitnote",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_fitnote_team"),
        ),
        migrations.AddConstraint(
            model_name="leavebooking",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_leavebooking_team"),
        ),
        migrations.AddConstraint(
            model_name="leavecredit",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_leavecredit_team"),
        ),
        migrations.AddConstraint(
            model_name="monthlyinput",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_monthlyinput_team"),
        ),
        migrations.AddConstraint(
            model_name="nicategory",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_nicategory_team"),
        ),
        migrations.AddConstraint(
            model_name="pensionmembership",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_pensionmembership_team"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=partners.rls.TeamOnly(column="id", name="hr_person_team"),
        ),
        migrations.AddConstraint(
            model_name="previouspay",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_previouspay_team"),
        ),
        migrations.AddConstraint(
            model_name="recurringelement",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_recurringelement_team"),
        ),
        migrations.AddConstraint(
            model_name="stepdownnotice",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_stepdownnotice_team"),
        ),
        migrations.AddConstraint(
            model_name="studentloan",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_studentloan_team"),
        ),
        migrations.AddConstraint(
            model_name="taxcode",
            constraint=partners.rls.TeamOnly(column="person_id", name="hr_taxcode_team"),
        ),
    ]
