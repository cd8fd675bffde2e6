"""Payslips, payments and members of runs go over when two records of one human being are merged."""

from django.db import migrations

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [("payroll", "0009_death_payments"), ("hr", "0062_person_merges")]

    operations = [migrations.RunSQL("SELECT let_people_merge()", migrations.RunSQL.noop)]
