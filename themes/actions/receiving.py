from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation

from discussions.kinds import get_kind
from discussions.models import Discussion, Post
from discussions.statements import insert_once

from .. import access
from ..deadlines import first_deadlines
from ..life import FINAL
from ..models import Contribution, ContributionEvent
from ..people import candidates_for
from ..routing import Route, RoutingCase, route
from ..scope import ScopeKeys, scope_keys_of
from ..signals import contribution_received, contributions_imported
from .advancing import hand_to, hold, lock, record, why_impossible

Kind = ContributionEvent.Kind


def asks_for_an_answer(post: Post) -> bool:
    """Under a theme, what opens a conversation is a contribution; a reply is one by its kind."""
    return post.parent_id is None or get_kind(post.kind).asks


def receive_contribution(
    post: Post, *, in_bulk: bool = False, at: datetime | None = None
) -> Contribution | None:
    """Make a contribution of a post that asks for an answer, and route it. Once per post.

    Runs inside the transaction that publishes the post: neither is stored without the other.

    Args:
        in_bulk: whether it is one of many; then `announce_import` follows.
        at: when it was received; by default when the post was first shown.

    Returns:
        The contribution, or None for a post that is none: outside every theme, or a plain reply.
    """
    if not asks_for_an_answer(post):
        return None
    with transaction.atomic(savepoint=False):
        scope = scope_keys_of(post.discussion)
        if scope is None:
            return None
        at = at or post.published_at or timezone.now()
        page = post.discussion.page
        chosen = find_route(scope, page, at, author_id=post.author_id)
        contribution = Contribution(
            post=post,
            contributor=post.author,
            theme_id=scope.theme,
            question_id=scope.question,
            owner_id=chosen.owner_id,
            routing_rule=chosen.rule,
            routing_reason=chosen.reason,
            received_at=at,
            # What was said elsewhere long ago reaches its owner now.
            **first_deadlines(chosen.owner_id, timezone.now() if in_bulk else at),
        )
        if not insert_once(contribution, unique=("post_id",)):
            post.contribution = Contribution.objects.get(post=post)
            return post.contribution
        _record_arrival(contribution, chosen, at)
        contribution_received.send(Contribution, contribution=contribution, in_bulk=in_bulk)
    return contribution


def announce_import(discussion: Discussion, contributions: list[Contribution]) -> None:
    """Tell at once of contributions that were received in bulk. None of them is no news."""
    if contributions:
        with transaction.atomic():
            contributions_imported.send(
                Contribution, discussion=discussion, contributions=contributions
            )


def route_again(
    contribution: Contribution,
    *,
    actor: Any,
    seen: int | None = None,
    at: datetime | None = None,
) -> Contribution:
    """Look once more for somebody who answers, such as after an unrouted one's theme got an owner.

    Args:
        actor: who asks for it; None for a rule, such as an owner leaving the theme.

    Raises:
        PermissionDenied: the actor may not route it.
        ValidationError: as `hold`; code `unrouted`, when there is still nobody, with the reason;
            code `state`, when it has ended.
    """
    at = at or timezone.now()
    with transaction.atomic():
        before = None
        if actor is None:
            lock(contribution)
        else:
            before = hold(contribution, actor=actor, may=access.may_reassign, seen=seen)
        if contribution.state in FINAL:
            raise ValidationError(why_impossible(contribution, Kind.ROUTED), code="state")
        page = contribution.post.discussion.page
        author_id = contribution.contributor_id
        keys = ScopeKeys(contribution.theme_id, contribution.question_id)
        chosen = find_route(keys, page, at, author_id=author_id)
        if chosen.owner_id is None and actor is not None:
            raise ValidationError(chosen.reason, code="unrouted")
        ends = hand_to(contribution, person_of(chosen), rule=chosen.rule, reason=chosen.reason)
        record(
            contribution,
            Kind.ROUTED,
            actor=actor,
            note=chosen.reason,
            at=at,
            before=before,
            **ends,
        )
    return contribution


def find_route(scope: ScopeKeys, page: Any, at: datetime, *, author_id: int) -> Route:
    """Who answers what `author_id` posted on `page`, as things stand at that time."""
    day = timezone.localtime(at).date()
    owners, deputies = candidates_for(scope.theme, page, day=day, author_id=author_id)
    # The reason is on the record, so it is written in the site's language, not the contributor's.
    with translation.override(settings.LANGUAGE_CODE):
        return route(
            RoutingCase(
                is_under_question=scope.question is not None,
                owners=owners,
                deputies=deputies,
            )
        )


def person_of(chosen: Route) -> Any:
    people = Contribution._meta.get_field("owner").related_model._default_manager
    return people.filter(pk=chosen.owner_id).first()


def _record_arrival(contribution: Contribution, chosen: Route, at: datetime) -> None:
    ContributionEvent.objects.bulk_create(
        [
            ContributionEvent(
                contribution=contribution,
                kind=Kind.RECEIVED,
                actor_id=contribution.contributor_id,
                happened_at=at,
            ),
            ContributionEvent(
                contribution=contribution,
                kind=Kind.ROUTED,
                note=chosen.reason,
                owner_after_id=chosen.owner_id,
                happened_at=at,
            ),
        ]
    )
