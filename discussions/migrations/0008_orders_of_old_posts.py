from django.conf import settings
from django.db import migrations
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone


def say_what_old_conversations_know(apps, schema_editor):
    """Replies by others are known; who answered for the page is not, but for badges."""
    Post = apps.get_model("strategy_discussions", "Post")
    first_posts = Post.objects.filter(depth=0)
    inside = Post.objects.filter(
        discussion=OuterRef("discussion"), root_seq=OuterRef("root_seq"), state="visible"
    )
    replies = inside.filter(depth__gt=0).exclude(author=OuterRef("author"))
    earliest = replies.order_by().values("root_seq").annotate(at=Min("published_at")).values("at")
    first_posts.update(replied_at=Subquery(earliest))
    with_badge = Post.objects.exclude(badge="").values_list("discussion", "root_seq").distinct()
    for discussion, number in with_badge:
        first_posts.filter(discussion=discussion, seq=number).update(answered_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("strategy_discussions", "0007_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(say_what_old_conversations_know, migrations.RunPython.noop)]
