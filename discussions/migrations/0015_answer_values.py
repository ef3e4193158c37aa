from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_discussions", "0014_anonymous_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="answer_values",
            field=models.JSONField(
                blank=True,
                default=dict,
                editable=False,
                help_text="What the text was made of, by field; empty for text alone.",
                verbose_name="fields of an answer",
            ),
        ),
    ]
