from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """A host's own app, as its developers would write it: everything through what is public."""

    name = "tests.testapp.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from discussions.access import register_moderator_rule
        from discussions.attachments.policy import register_attachment_policy
        from discussions.badges import Badge, register_badge
        from discussions.kinds import PostKind, register_kind
        from discussions.shell import NavItem, Slot, register_nav_item, register_slot
        from themes.scope import register_theme_rule

        from . import receivers  # noqa: F401  (connects its receivers)
        from .rules import (
            edited_by,
            is_on_the_news_desk,
            keeps_embargo,
            news_desk_line,
            theme_of_news,
        )

        register_theme_rule(theme_of_news)
        register_moderator_rule(edited_by)
        register_attachment_policy(keeps_embargo)
        register_badge(
            Badge(
                "newsroom.quoted", "Quoted in the news", "positive", lambda post: f"/news/{post}/"
            )
        )
        register_kind(
            PostKind(
                "newsroom.correction",
                "Correction",
                "Something in the story that is wrong.",
                tone="negative",
                place="reply",
                asks=True,
            )
        )
        register_nav_item(
            NavItem("news", "News desk", lambda request: "/news/", shown_to=is_on_the_news_desk)
        )
        register_slot(Slot("footer", "newsroom/slots/news_desk.html", news_desk_line))
