"""What `themes` hears from `discussions`. Receivers run in the transaction of the act."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from discussions.actions import announce_access_change
from discussions.models import Post
from discussions.signals import post_published, posts_leaving, posts_moved

from .actions import follow_posts, hold_contributions, receive_contribution, remove_group
from .models import Team, ThemeGroupPermission, ThemeUserPermission


@receiver(post_published, dispatch_uid="strategy_themes.receive")
def receive_published_post(sender: Any, post: Post, in_bulk: bool, **kwargs: Any) -> None:
    """Not on commit: a post in scope and its contribution are stored together or not at all."""
    receive_contribution(post, in_bulk=in_bulk)


@receiver(posts_leaving, dispatch_uid="strategy_themes.hold")
def hold_what_leaves(sender: Any, post_ids: list[int], page: Any, **kwargs: Any) -> None:
    """Before the discussions are locked: a step of a contribution locks in that order too."""
    hold_contributions(post_ids, page=page)


@receiver(posts_moved, dispatch_uid="strategy_themes.follow")
def follow_what_moved(
    sender: Any, post_ids: list[int], page: Any, actor: Any, reason: str, **kwargs: Any
) -> None:
    follow_posts(post_ids, page=page, actor=actor, reason=reason)


@receiver([post_save, post_delete], sender=ThemeUserPermission)
def role_changed(instance: ThemeUserPermission, origin: Any = None, **kwargs: Any) -> None:
    # Somebody who is being deleted has no access left to speak of, and soon no row to point to.
    if getattr(origin, "model", type(origin)) is not get_user_model():
        announce_access_change(instance.user)


@receiver([post_save, post_delete], sender=ThemeGroupPermission)
def role_of_group_changed(**kwargs: Any) -> None:
    announce_access_change()


@receiver(post_delete, sender=Team, dispatch_uid="strategy_themes.remove_group")
def team_deleted(instance: Team, **kwargs: Any) -> None:
    remove_group(instance.group_id)
