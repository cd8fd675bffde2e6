from django.db import migrations, models

from partners import migrating


class Migration(migrating.Migration):
    dependencies = [("partners", "0030_monitoring_officer")]

    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="attachments",
            field=models.JSONField(
                db_default=[], default=list, help_text="Documents that go with it: [public id, title, SHA-256]"
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="risk_reasons",
            field=models.JSONField(db_default=[], default=list, help_text="[rule, words, points] of each that holds"),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="risk_score",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text="Points, 0 to 100"),
        ),
    ]
