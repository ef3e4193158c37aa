"""What contributions do when their posts go to another page: they follow, with a stated reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.access import audience
from discussions.models import Post

from ..life import FINAL
from ..models import ClusterMember, Contribution, ContributionEvent
from ..scope import Scope, scope_of
from .advancing import hand_to, record
from .receiving import find_route, person_of, receive_contribution

Kind = ContributionEvent.Kind


def hold_contributions(post_ids: Sequence[int], *, page: Any) -> None:
    """Lock the contributions of posts that are about to go to `page`, in the order of every step.

    Raises:
        ValidationError: code `theme`, when there is no theme there that would answer them.
    """
    held = Contribution.objects.filter(post__in=post_ids).order_by("pk")
    found = list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    if found and scope_of(page) is None:
        raise ValidationError(
            _(
                "Among these posts are contributions, and that page belongs to no theme: nobody"
                " would answer them there. Choose a page of a theme."
            ),
            code="theme",
        )


def follow_posts(
    post_ids: Sequence[int], *, page: Any, actor: Any, reason: str, at: datetime | None = None
) -> None:
    """Bring the contributions of posts that have gone to `page` under its theme and question.

    Who answers changes with the theme, or when the owner may not see the new page. What has ended
    keeps its owner and its decision. What was outside every theme before becomes a contribution
    now, and its clock begins now. Clusters of another question lose them. The ledger of
    participation stays as it was written.
    """
    scope = scope_of(page)
    if scope is None:
        return
    at = at or timezone.now()
    held = Contribution.objects.filter(post__in=post_ids).order_by("pk")
    contributions = list(held.select_related("owner", "theme__page", "question__page"))
    insiders = _insiders({contribution.owner_id for contribution in contributions}, page)
    for contribution in contributions:
        is_same = (contribution.theme_id, contribution.question_id) == scope.keys
        if not (is_same and contribution.owner_id in insiders | {None}):
            _follow(contribution, scope, page, insiders, actor=actor, reason=reason, at=at)
    elsewhere = ClusterMember.objects.exclude(cluster__question=scope.question)
    elsewhere.filter(contribution__post__in=post_ids).delete()
    new = Post.objects.published().filter(pk__in=post_ids, contribution=None).order_by("seq")
    for post in new.select_related("discussion__page", "author"):
        receive_contribution(post, at=at)


def _follow(
    contribution: Contribution,
    scope: Scope,
    page: Any,
    insiders: Collection[int],
    *,
    actor: Any,
    reason: str,
    at: datetime,
) -> None:
    stays = contribution.theme_id == scope.theme.pk and contribution.owner_id in insiders
    contribution.theme, contribution.question = scope.theme, scope.question
    contribution.save(update_fields=["theme", "question"])
    # Not where to: the next move may bring it before people who do not see that page.
    note = _("Moved to another discussion: %(reason)s") % {"reason": reason}
    ends: dict[str, Any] = {}
    if not stays and contribution.state not in FINAL:
        author_id = contribution.contributor_id
        chosen = find_route(scope.keys, page, at, author_id=author_id)
        ends = hand_to(contribution, person_of(chosen), rule=chosen.rule, reason=chosen.reason)
        note = f"{note}\n\n{chosen.reason}"
    record(contribution, Kind.MOVED, actor=actor, note=note, at=at, **ends)


def _insiders(people: Collection[int | None], page: Any) -> set[int]:
    """Those of `people` who may see `page`."""
    users = get_user_model()._default_manager.filter(audience(page))
    known = [person for person in people if person is not None]
    return set(users.filter(pk__in=known).values_list("pk", flat=True))
