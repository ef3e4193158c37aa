from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_themes", "0012_answer_form"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionpage",
            name="target_units",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="From how many units of the organisation somebody should answer.",
                null=True,
                verbose_name="units to be heard",
            ),
        ),
    ]
