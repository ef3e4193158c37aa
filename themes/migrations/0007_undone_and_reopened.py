import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_themes", "0006_escalation"),
    ]

    operations = [
        migrations.AddField(
            model_name="contributionevent",
            name="before",
            field=models.JSONField(blank=True, default=dict, verbose_name="before"),
        ),
        migrations.AddField(
            model_name="contributionevent",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="strategy_themes.contributionevent",
                verbose_name="undoes",
            ),
        ),
        migrations.AlterField(
            model_name="contributionevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("routed", "Routed"),
                    ("reassigned", "Handed over"),
                    ("moved", "Moved"),
                    ("paused", "Clock paused"),
                    ("resumed", "Clock resumed"),
                    ("deputy_asked", "Deputy asked to help"),
                    ("office_asked", "Strategy office asked to help"),
                    ("thanked", "Thanked"),
                    ("review_started", "Taken into review"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("parked", "Parked"),
                    ("merged", "Merged"),
                    ("work_started", "Work started"),
                    ("completed", "Done"),
                    ("reopened", "Decision reopened"),
                    ("undone", "Undone"),
                ],
                max_length=20,
                verbose_name="step",
            ),
        ),
    ]
