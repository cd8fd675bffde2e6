"""A notice before sick pay goes down is queued first, and sent when the gateway took it for the person."""

from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("hr", "0042_second_account"),
        ("partners", "0024_data_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="stepdownnotice",
            name="first_queued_on",
            field=models.DateField(help_text="At least four weeks before pay goes down", null=True),
        ),
        migrations.AddField(
            model_name="stepdownnotice",
            name="n_tries",
            field=models.PositiveSmallIntegerField(default=0, help_text="So many messages to the person were queued"),
        ),
        migrations.AddField(
            model_name="stepdownnotice",
            name="second_queued_on",
            field=models.DateField(help_text="A week before pay goes down", null=True),
        ),
        migrations.AlterField(
            model_name="stepdownnotice",
            name="first_sent_on",
            field=models.DateField(help_text="When the first one left for the person", null=True),
        ),
        migrations.AlterField(
            model_name="stepdownnotice",
            name="second_sent_on",
            field=models.DateField(help_text="When the second one left for the person", null=True),
        ),
        migrations.AddConstraint(
            model_name="stepdownnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_sent_on__isnull", True), ("first_sent_on__isnull", False), _connector="OR"),
                name="hr_stepdown_first_first",
            ),
        ),
    ]
