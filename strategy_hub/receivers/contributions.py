"""Who hears of a contribution and of each of its steps: owner, contributor, supporters."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from discussions.access import writer_of
from discussions.markdown import plain_text
from discussions.models import Discussion, Vote
from discussions.statements import Finder, Slot
from themes.initiatives import register
from themes.models import BulkStep, Contribution, ContributionEvent
from themes.signals import (
    contribution_advanced,
    contribution_escalated,
    contribution_received,
    contributions_imported,
)

from ..models import Notification
from ..telling import named, short, tell, tell_writer

Kind = Notification.Kind
Step = ContributionEvent.Kind

# What the contributor reads at each step.
TO_CONTRIBUTOR: dict[str, tuple[Kind, Any]] = {
    Step.THANKED: (
        Kind.CONTRIBUTION_THANKED,
        _("%(actor)s thanked you for your contribution to “%(discussion)s”."),
    ),
    Step.REVIEW_STARTED: (
        Kind.CONTRIBUTION_REVIEWED,
        _("%(actor)s took your contribution to “%(discussion)s” into review."),
    ),
    Step.PAUSED: (
        Kind.CONTRIBUTION_MOVED,
        _("The answer to your contribution to “%(discussion)s” has to wait."),
    ),
    Step.ACCEPTED: (
        Kind.CONTRIBUTION_DECIDED,
        _("%(actor)s accepted your contribution to “%(discussion)s”."),
    ),
    Step.DECLINED: (
        Kind.CONTRIBUTION_DECIDED,
        _("%(actor)s declined your contribution to “%(discussion)s”."),
    ),
    Step.PARKED: (
        Kind.CONTRIBUTION_DECIDED,
        _("%(actor)s parked your contribution to “%(discussion)s”."),
    ),
    Step.MERGED: (
        Kind.CONTRIBUTION_DECIDED,
        _("%(actor)s merged your contribution to “%(discussion)s” with another one."),
    ),
    Step.REOPENED: (
        Kind.CONTRIBUTION_DECIDED,
        _("%(actor)s reopened the decision on your contribution to “%(discussion)s”."),
    ),
    Step.MOVED: (
        Kind.CONTRIBUTION_MOVED,
        _("%(actor)s moved your contribution to “%(discussion)s”."),
    ),
    Step.WORK_STARTED: (
        Kind.CONTRIBUTION_MOVED,
        _("Work has begun on your contribution to “%(discussion)s”."),
    ),
    Step.COMPLETED: (
        Kind.CONTRIBUTION_MOVED,
        _("Your contribution to “%(discussion)s” is done: see what came of it."),
    ),
}
# What its supporters read when it is decided.
TO_SUPPORTERS: dict[str, Any] = {
    Step.ACCEPTED: _("%(actor)s accepted a contribution to “%(discussion)s” that you support."),
    Step.DECLINED: _("%(actor)s declined a contribution to “%(discussion)s” that you support."),
    Step.PARKED: _("%(actor)s parked a contribution to “%(discussion)s” that you support."),
    Step.MERGED: _(
        "%(actor)s merged a contribution to “%(discussion)s” that you support with another."
    ),
    Step.REOPENED: _(
        "%(actor)s reopened the decision on a contribution to “%(discussion)s” that you support."
    ),
}


@receiver(contribution_received, dispatch_uid="strategy_hub.tell_owner")
def tell_owner(sender: Any, contribution: Contribution, in_bulk: bool, **kwargs: Any) -> None:
    if in_bulk:
        return  # `tell_owners_of_import` follows
    _tell_owner(
        contribution,
        key=f"received:{contribution.pk}",
        at=contribution.received_at,
        actor=contribution.contributor,
    )


@receiver(contributions_imported, dispatch_uid="strategy_hub.tell_owners_of_import")
def tell_owners_of_import(
    sender: Any, discussion: Discussion, contributions: list[Contribution], **kwargs: Any
) -> None:
    """One notification for each owner, whatever the number of contributions."""
    of_owner: dict[Any, list[Contribution]] = defaultdict(list)
    for contribution in contributions:
        if contribution.owner and contribution.owner_id != contribution.contributor_id:
            of_owner[contribution.owner].append(contribution)
    for owner, theirs in of_owner.items():
        tell(
            [owner],
            ngettext_lazy(
                "%(count)d contribution was imported into “%(discussion)s” for you to answer.",
                "%(count)d contributions were imported into “%(discussion)s” for you to answer.",
                "count",
            ),
            {"count": len(theirs)},
            kind=Kind.CONTRIBUTIONS_IMPORTED,
            key=f"imported:{theirs[0].pk}",
            post=theirs[0].post,
        )


@receiver(contribution_advanced, dispatch_uid="strategy_hub.tell_about_step")
def tell_about_step(
    sender: Any,
    contribution: Contribution,
    event: ContributionEvent,
    bulk: BulkStep | None,
    **kwargs: Any,
) -> None:
    """Every step reaches whom it concerns: the contributor, the supporters or a new owner."""
    if bulk:
        return  # `bulk` does it, once for each person
    is_new_owner = event.kind == Step.MOVED and event.owner_after is not None
    if event.kind in (Step.ROUTED, Step.REASSIGNED) or is_new_owner:
        _tell_owner(contribution, key=f"event:{event.pk}", at=event.happened_at, actor=event.actor)
    if event.kind in TO_CONTRIBUTOR:
        kind, sentence = TO_CONTRIBUTOR[event.kind]
        writer = writer_of(contribution.post)
        if event.kind == Step.WORK_STARTED and register().linked(writer, contribution):
            # Without its title: who it stays with may lose sight of the scorecard.
            sentence = _("Your contribution to “%(discussion)s” became part of an initiative.")
        tell_writer(contribution.post, sentence, _names(event), **about_event(kind, event))
    if event.kind in TO_SUPPORTERS:
        sentence = TO_SUPPORTERS[event.kind]
        about = about_event(Kind.SUPPORTED_DECIDED, event)
        supporters = supporters_of(contribution)
        tell(supporters, sentence, _names(event), post=contribution.post, **about)


@receiver(contribution_escalated, dispatch_uid="strategy_hub.tell_escalated")
def tell_escalated(
    sender: Any,
    contribution: Contribution,
    event: ContributionEvent,
    people: Collection[Any],
    **kwargs: Any,
) -> None:
    asked = get_user_model()._default_manager.filter(pk__in=[person.pk for person in people])
    tell(
        asked.select_related("wagtail_userprofile"),
        _("A contribution to “%(discussion)s” by %(contributor)s is overdue. Please help."),
        {"contributor": named(contribution.contributor)},
        post=contribution.post,
        **about_event(Kind.CONTRIBUTION_ESCALATED, event),
    )


def _tell_owner(contribution: Contribution, **how: Any) -> None:
    if contribution.owner_id is None:
        return
    tell(
        [_people.first(person=contribution.owner_id)],
        _("A contribution to “%(discussion)s” by %(contributor)s waits for you."),
        {"contributor": named(contribution.contributor)},
        kind=Kind.CONTRIBUTION_ASSIGNED,
        post=contribution.post,
        excerpt=short(plain_text(contribution.post.body_html)),
        **how,
    )


@Finder
def _people() -> Any:
    return get_user_model()._default_manager.filter(pk=Slot("person"))


def _names(event: ContributionEvent) -> dict[str, Any]:
    return {"actor": named(event.actor) if event.actor else ""}


def supporters_of(contribution: Contribution) -> Any:
    """Who supports it, but for its writer."""
    people = get_user_model()._default_manager.filter(
        strategy_votes__post_id=contribution.post_id,
        strategy_votes__value=Vote.Value.SUPPORT,
    )
    others = people.exclude(pk=writer_of(contribution.post).pk)
    return others.select_related("wagtail_userprofile")


def about_event(kind: Kind, event: ContributionEvent) -> dict[str, Any]:
    """What every notification about a step has in common."""
    return {
        "kind": kind,
        "key": f"event:{event.pk}",
        "actor": event.actor,
        # In full: the reason of a decision is what it is about.
        "excerpt": event.note,
        "at": event.happened_at,
    }
