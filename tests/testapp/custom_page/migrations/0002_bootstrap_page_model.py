from django.db import migrations
from wagtail.models import (
    BootstrapLocaleField,
    BootstrapTranslatableModel,
    BootstrapTranslationKeyField,
)


class Migration(migrations.Migration):
    dependencies = [
        ("custom_page", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("custom_page.BasePage"),
        BootstrapTranslationKeyField("custom_page.BasePage"),
        BootstrapTranslatableModel("custom_page.BasePage"),
    ]
