from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_themes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionpage",
            name="premoderated",
            field=models.BooleanField(
                default=False,
                help_text="An answer is shown when a facilitator has approved it.",
                verbose_name="answers wait for a facilitator",
            ),
        ),
    ]
