from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_hub", "0003_notification_of_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "A contribution reached your desk"),
                    ("imported", "Contributions were imported to your desk"),
                    ("thanked", "Your contribution was thanked"),
                    ("in_review", "Your contribution is in review"),
                    ("decided", "Your contribution was decided"),
                    ("progress", "News about your contribution"),
                    ("supported_decided", "A contribution you supported was decided"),
                    ("reply", "Somebody answered you"),
                    ("hidden", "Your post was hidden"),
                    ("restored", "Your post is shown again"),
                    ("approved", "Your post was approved"),
                    ("refused", "Your post is not shown"),
                    ("report_settled", "A post that you reported was looked at"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
