from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_themes", "0011_team_registers"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionpage",
            name="answer_fields",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What to ask for beside the answer itself. With nothing chosen, answers are text alone.",
                verbose_name="answer form",
            ),
        ),
    ]
