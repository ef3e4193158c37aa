"""The only place that answers "may this person …?" about the hub's own things. Default: no."""

from typing import Any

from django.db.models import Q
from wagtailmedia import get_media_model, get_permission_policy

from discussions.access import visible_pages

from .page_types import update_page_types


def answered_by_executive(person_id: Any) -> Q:
    """Below an update, its executive gives the answers."""
    answered = Q(pk__in=[])
    for model in update_page_types():
        answered |= Q(page__in=model._default_manager.filter(executive=person_id).values("pk"))
    return answered


def may_fetch_file(person: Any, name: str) -> bool:
    """Whether `person` may have the private file `name`.

    Everybody who may see a live page that uses it; before it is published, those who may choose
    it for a page in Wagtail's admin, or edit the page whose draft uses it.
    """
    if "\x00" in name:
        return False  # PostgreSQL refuses to compare it
    uses = Q(captions=name) | Q(video__file=name) | Q(video__thumbnail=name)
    for model in update_page_types():
        if model._default_manager.filter(visible_pages(person)).filter(uses).exists():
            return True
    return _works_in_admin(person) and (_may_choose_media(person, name) or _may_edit(person, name))


def _works_in_admin(person: Any) -> bool:
    return bool(person.is_active and person.has_perm("wagtailadmin.access_admin"))


def _media_named(name: str) -> Any:
    return get_media_model()._default_manager.filter(Q(file=name) | Q(thumbnail=name))


def _may_choose_media(person: Any, name: str) -> bool:
    # wagtailmedia has no permission to choose: who may add to a collection chooses from it.
    policy = get_permission_policy()
    return any(
        policy.user_has_any_permission_for_instance(person, ["add", "change"], media)
        for media in _media_named(name).select_related("collection")
    )


def _may_edit(person: Any, name: str) -> bool:
    in_draft = Q(latest_revision__content__captions=name)
    for media_id in _media_named(name).values_list("pk", flat=True):
        in_draft |= Q(latest_revision__content__video=media_id)
    return any(
        page.permissions_for_user(person).can_edit()
        for model in update_page_types()
        for page in model._default_manager.filter(in_draft | Q(captions=name))
    )
