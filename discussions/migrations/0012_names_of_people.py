from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import migrations

from discussions.mentions.names import keys_of

BATCH = 500


def index_names_of_people(apps, schema_editor):
    """As `discussions.actions.index_names`; whoever names people in another way calls that."""
    PersonName = apps.get_model("strategy_discussions", "PersonName")
    User = apps.get_model(settings.AUTH_USER_MODEL)
    rows = []
    for person in User._default_manager.order_by("pk").iterator(BATCH):
        parts = (getattr(person, field, "") for field in ("first_name", "last_name"))
        name = " ".join(parts).strip() or getattr(person, get_user_model().USERNAME_FIELD)
        for at, key in enumerate(keys_of(str(name))):
            rows.append(PersonName(person_id=person.pk, key=key, is_whole=at == 0))
        if len(rows) >= BATCH:
            PersonName.objects.bulk_create(rows)
            rows = []
    PersonName.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_discussions", "0011_person_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(index_names_of_people, migrations.RunPython.noop)]
