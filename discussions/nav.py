"""The links of this app in the header of the hub: what waits for moderators, and sealed names."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import access
from .models import Discussion, Post, Unsealing
from .remembering import remembered
from .shell import NavItem, register_nav_item

_KEY = "strategy_discussions_waiting"


def register_navigation() -> None:
    register_nav_item(
        NavItem(
            "moderation",
            _("To moderate"),
            queue_address,
            order=45,
            icon="shield",
            short=_("Moderate"),
            count=waiting_count,
        )
    )
    register_nav_item(
        NavItem(
            "unsealings",
            _("Sealed names"),
            unsealings_address,
            order=46,
            icon="mask",
            short=_("Sealed"),
            count=unsealing_count,
        )
    )


def waiting_count(request: Any) -> int:
    """How many posts the person of the request has to judge, asked once per request."""
    if not hasattr(request, _KEY):
        setattr(request, _KEY, _count_for(request))
    count: int = getattr(request, _KEY)
    return count


def queue_address(request: Any) -> str | None:
    """For those who moderate something; most people never do."""
    return reverse("strategy_discussions:queue") if _moderates_anything(request) else None


def unsealings_address(request: Any) -> str | None:
    """For those who ask or decide who wrote anonymous posts: hardly anybody."""
    may_ask, may_decide = _part_in_unsealing(request)
    return reverse("strategy_discussions:unsealings") if may_ask or may_decide else None


def unsealing_count(request: Any) -> int:
    _may_ask, may_decide = _part_in_unsealing(request)
    return Unsealing.objects.waiting_for(request.user).count() if may_decide else 0


@remembered
def _part_in_unsealing(request: Any) -> tuple[bool, bool]:
    person = request.user
    # Superusers may do everything, and have no use for a link to nothing.
    if person.is_superuser and not Unsealing.objects.exists():
        return False, False
    return access.may_request_unsealing(person), access.may_decide_unsealing(person)


def _count_for(request: Any) -> int:
    return Post.objects.waiting_for(request.user).count() if _moderates_anything(request) else 0


@remembered
def _moderates_anything(request: Any) -> bool:
    moderated = Discussion.objects.moderated_by(request.user)
    return bool(request.user.is_authenticated and moderated.exists())
