"""What the scorecard hears from below. Each receiver works inside the transaction of the act."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from discussions.access import writer_of
from discussions.models import Discussion, Post, Reaction, Vote
from discussions.naming import is_anonymous_colleague
from discussions.signals import (
    page_read,
    post_published,
    post_reacted,
    post_supported,
    supports_imported,
)
from themes.models import Contribution, ContributionEvent, Theme
from themes.scope import ScopeKeys, scope_keys_of, scope_of
from themes.signals import contribution_advanced, contribution_received

from .actions import rebuild_rollups, record_participation, record_participations
from .conf import hub_settings
from .models import Participation

Kind = Participation.Kind
DECISIONS = {
    ContributionEvent.Kind.ACCEPTED.value,
    ContributionEvent.Kind.DECLINED.value,
    ContributionEvent.Kind.PARKED.value,
    ContributionEvent.Kind.MERGED.value,
}


@receiver(post_published, dispatch_uid="scorecard.count_post")
def count_post(post: Post, writer: Any, **kwargs: Any) -> None:
    act = _act_of(post, Kind.POST, key=f"post:{post.pk}", at=post.created_at)
    _record(writer, Kind.POST, post, **act)


@receiver(post_supported, dispatch_uid="scorecard.count_support")
def count_support(post: Post, vote: Vote, actor: Any, **kwargs: Any) -> None:
    """Support taken back and given again is one act, so the key leaves the vote out."""
    _record(actor, Kind.SUPPORT, post, at=vote.cast_at, key=_support_key(vote))


@receiver(post_reacted, dispatch_uid="scorecard.count_reaction")
def count_reaction(post: Post, reaction: Reaction, actor: Any, **kwargs: Any) -> None:
    """However many signs somebody gives a post, and how often: one act."""
    key = f"reaction:{post.pk}:{actor.pk}"
    _record(actor, Kind.REACTION, post, at=reaction.given_at, key=key)


@receiver(supports_imported, dispatch_uid="scorecard.count_imported_supports")
def count_imported_supports(discussion: Discussion, votes: list[Vote], **kwargs: Any) -> None:
    scope = scope_keys_of(discussion)
    record_participations(
        Participation(
            person_id=vote.person_id,
            kind=Kind.SUPPORT,
            theme_id=scope.theme if scope else None,
            question_id=scope.question if scope else None,
            occurred_at=vote.cast_at,
            key=_support_key(vote),
        )
        for vote in votes
    )


@receiver(contribution_received, dispatch_uid="scorecard.count_contribution")
def count_contribution(contribution: Contribution, **kwargs: Any) -> None:
    key, at = f"contribution:{contribution.pk}", contribution.received_at
    act = _act_of(contribution.post, Kind.CONTRIBUTION, key=key, at=at)
    record_participation(
        writer_of(contribution.post),
        Kind.CONTRIBUTION,
        theme_id=contribution.theme_id,
        question_id=contribution.question_id,
        occurred_at=act["at"],
        key=act["key"],
    )


@receiver(contribution_advanced, dispatch_uid="scorecard.count_answer")
def count_answer(contribution: Contribution, event: ContributionEvent, **kwargs: Any) -> None:
    if event.actor is None:
        return
    if event.kind == ContributionEvent.Kind.THANKED:
        kind = Kind.THANKS
    elif event.kind in DECISIONS:
        kind = Kind.DECISION
    else:
        return
    record_participation(
        event.actor,
        kind,
        theme_id=contribution.theme_id,
        question_id=contribution.question_id,
        occurred_at=event.happened_at,
        key=f"{kind}:{event.pk}",
    )


@receiver(page_read, dispatch_uid="scorecard.count_reading")
def count_reading(page: Any, person: Any, at: datetime, **kwargs: Any) -> None:
    """Once a day for each person and page, and not at all where views are not stored."""
    if not hub_settings.STORE_VIEWS:
        return
    day = at.astimezone(timezone.get_default_timezone()).date()
    key = f"read:{person.pk}:{page.pk}:{day}"
    # Most readings are repeats: one look at an index, and none for the scope.
    if not Participation.objects.filter(key=key).exists():
        scope = scope_of(page)
        _enter(person, Kind.READ, scope.keys if scope else None, at=at, key=key)


@receiver(post_delete, sender=Theme, dispatch_uid="scorecard.forget_theme")
def forget_theme(**kwargs: Any) -> None:
    """The ledger keeps the acts of a deleted theme without it; the roll-ups must say the same."""
    rebuild_rollups()


def _act_of(post: Post, kind: Kind, *, key: str, at: datetime) -> dict[str, Any]:
    """Under which key, and at what time, the ledger holds that somebody wrote a post.

    An anonymous one counts for its writer's unit like any other, and no way leads back from the
    ledger: the time is its day, and the key cannot be made from what anybody sees.
    """
    if not is_anonymous_colleague(post.author):
        return {"key": key, "at": at}
    digest = salted_hmac("scorecard.sealed", f"{kind}:{post.pk}", algorithm="sha256").hexdigest()
    day = timezone.localtime(at, timezone.get_default_timezone())
    return {"key": f"sealed:{digest}", "at": day.replace(hour=0, minute=0, second=0, microsecond=0)}


def _support_key(vote: Vote) -> str:
    return f"support:{vote.post_id}:{vote.person_id}"


def _record(person: Any, kind: Kind, post: Post, *, at: datetime, key: str) -> None:
    _enter(person, kind, scope_keys_of(post.discussion), at=at, key=key)


def _enter(person: Any, kind: Kind, scope: ScopeKeys | None, *, at: datetime, key: str) -> None:
    record_participation(
        person,
        kind,
        theme_id=scope.theme if scope else None,
        question_id=scope.question if scope else None,
        occurred_at=at,
        key=key,
    )
