"""What narrows or widens somebody's access, heard where it happens; and one's own posts.

`QuerySet.update()` sends no signal; whoever deactivates people that way calls
`announce_access_change` themselves, and the heartbeat's own check covers the rest.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from .actions import (
    announce_access_change,
    index_names,
    note_reply,
    record_own_post,
    recount_answers,
)
from .live.sessions import session_rows
from .models import Attachment, DiscussionGroupPermission, DiscussionUserPermission, Post
from .signals import post_deleted, post_hidden, post_published, post_restored

User = get_user_model()
ACCESS_FIELDS = {"is_active", "is_superuser", "password"}
NAMELESS_FIELDS = {"last_login", *ACCESS_FIELDS}


def session_deleted(instance: Any, **kwargs: Any) -> None:
    """However it ends: signing out, a new session in its place, or an administrator's hand."""
    person_id = instance.get_decoded().get(SESSION_KEY)
    if person_id and instance.expire_date > timezone.now():
        if person := User._default_manager.filter(pk=person_id).first():
            announce_access_change(person)


@receiver(user_logged_out)
def signed_out(request: Any, user: Any, **kwargs: Any) -> None:
    """Where sessions are rows, their deletion says it. Elsewhere this comes before they end."""
    if user is not None and session_model is None:
        request.session.flush()
        announce_access_change(user)


session_model = session_rows()
if session_model is not None:
    post_delete.connect(session_deleted, sender=session_model)


@receiver([post_save, post_delete], sender=DiscussionUserPermission)
def moderator_changed(
    instance: DiscussionUserPermission, origin: Any = None, **kwargs: Any
) -> None:
    # Somebody who is being deleted has no access left to speak of, and soon no row to point to.
    if getattr(origin, "model", type(origin)) is not User:
        announce_access_change(instance.user)


@receiver([post_save, post_delete], sender=DiscussionGroupPermission)
def moderating_group_changed(**kwargs: Any) -> None:
    announce_access_change()


@receiver(post_save, sender=User)
def person_saved(
    instance: Any, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if not created and (update_fields is None or ACCESS_FIELDS & update_fields):
        announce_access_change(instance)


@receiver(post_save, sender=User, dispatch_uid="strategy_discussions.index_name")
def name_saved(
    instance: Any, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """Not for what every signing in saves. A fixture brings its own rows."""
    if not raw and (update_fields is None or update_fields - NAMELESS_FIELDS):
        index_names([instance])


@receiver(m2m_changed, sender=User.groups.through)
def groups_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    if action not in {"post_add", "post_remove", "pre_clear", "post_clear"}:
        return
    if reverse:
        # Changed from the group's side; which people a clear removes is known only before it.
        people = User._default_manager.filter(pk__in=pk_set) if pk_set else instance.user_set.all()
        for person in people:
            announce_access_change(person)
    else:
        announce_access_change(instance)


@receiver(m2m_changed, sender=User.user_permissions.through)
def permissions_changed(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    if action.startswith("post_"):
        announce_access_change(None if reverse else instance)


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
@receiver(m2m_changed, sender=Group.permissions.through)
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
@receiver([page_published, page_unpublished, post_page_move])
def page_privacy_changed(**kwargs: Any) -> None:
    announce_access_change()


@receiver(post_published, dispatch_uid="strategy_discussions.own_post")
def own_post_published(sender: Any, post: Post, writer: Any, **kwargs: Any) -> None:
    record_own_post(post, writer=writer)


@receiver(post_published, dispatch_uid="strategy_discussions.reply")
def reply_published(sender: Any, post: Post, **kwargs: Any) -> None:
    if post.depth:
        note_reply(post)


@receiver(post_hidden, dispatch_uid="strategy_discussions.hidden_reply")
@receiver(post_restored, dispatch_uid="strategy_discussions.restored_reply")
@receiver(post_deleted, dispatch_uid="strategy_discussions.deleted_reply")
def reply_appeared_or_vanished(sender: Any, post: Post, **kwargs: Any) -> None:
    if post.depth:
        recount_answers(post)


@receiver(post_delete, sender=Attachment, dispatch_uid="strategy_discussions.delete_file")
def delete_file(instance: Attachment, **kwargs: Any) -> None:
    """Only when the deletion stands: a file is not brought back by undoing a transaction."""
    storage, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)
