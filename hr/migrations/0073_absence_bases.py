"""Which days sick pay counts, and how people of irregular hours get leave."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0072_leave_year_rows"),
        ("partners", "0026_audit_on_behalf"),
    ]

    operations = [
        migrations.AddField(
            model_name="absenceterms",
            name="irregular_leave",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ACCRUED", "Hours of leave for the hours worked (12.07%)"),
                    ("ROLLED_UP", "The same, and holiday pay with each payslip (rolled up)"),
                ],
                db_default="",
                default="",
                help_text="How irregular-hours and part-year workers get leave",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="absenceterms",
            name="sick_day_basis",
            field=models.CharField(
                choices=[("CALENDAR", "Calendar days"), ("WORKING", "Working days, Monday to Friday")],
                db_default="CALENDAR",
                default="CALENDAR",
                help_text="Which days sick pay counts",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="absenceterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("sick_day_basis__in", ["CALENDAR", "WORKING"])), name="hr_absenceterms_basis"
            ),
        ),
        migrations.AddConstraint(
            model_name="absenceterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("irregular_leave__in", ["", "ACCRUED", "ROLLED_UP"])),
                name="hr_absenceterms_irregular",
            ),
        ),
        # The trigger of rows of year ends was made when the migration that adds them ended.
        migrations.RunSQL("SELECT let_people_merge()", migrations.RunSQL.noop),
    ]
