"""What the hub hears from below, and whom it tells. Each runs in the transaction of the act."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from discussions.access import audience, people_who_see, writer_of
from discussions.markdown import plain_text
from discussions.models import Discussion, Post, Readership, Report, Unsealing, Vote
from discussions.signals import (
    post_approved,
    post_edited,
    post_hidden,
    post_published,
    post_refused,
    post_restored,
    post_unsealed,
    reports_settled,
)
from themes.initiatives import register
from themes.models import BulkStep, Contribution, ContributionEvent
from themes.signals import (
    contribution_advanced,
    contribution_escalated,
    contribution_received,
    contributions_imported,
)

from .models import Notification
from .telling import named, short, tell, tell_of_another, tell_writer

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
        return  # `bulk_telling` does it, once for each person
    is_new_owner = event.kind == Step.MOVED and event.owner_after is not None
    if event.kind in (Step.ROUTED, Step.REASSIGNED) or is_new_owner:
        _tell_owner(contribution, key=f"event:{event.pk}", at=event.happened_at, actor=event.actor)
    if event.kind in TO_CONTRIBUTOR:
        kind, sentence = TO_CONTRIBUTOR[event.kind]
        writer = writer_of(contribution.post)
        if event.kind == Step.WORK_STARTED and register().linked(writer, contribution):
            # Without its title: who it stays with may lose sight of the scorecard.
            sentence = _("Your contribution to “%(discussion)s” became part of an initiative.")
        tell_writer(contribution.post, sentence, _names(event), **_about(kind, event))
    if event.kind in TO_SUPPORTERS:
        supporters = (
            get_user_model()
            ._default_manager.filter(
                strategy_votes__post_id=contribution.post_id,
                strategy_votes__value=Vote.Value.SUPPORT,
            )
            .exclude(pk=writer_of(contribution.post).pk)
            .select_related("wagtail_userprofile")
        )
        sentence = TO_SUPPORTERS[event.kind]
        about = _about(Kind.SUPPORTED_DECIDED, event)
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
        **_about(Kind.CONTRIBUTION_ESCALATED, event),
    )


@receiver(post_published, dispatch_uid="strategy_hub.tell_answered")
def tell_answered(
    sender: Any, post: Post, writer: Any, in_bulk: bool, mentioned: Collection[int], **kwargs: Any
) -> None:
    if post.parent is None or in_bulk:
        return
    answered = writer_of(post.parent)
    # Who is answered and mentioned hears of the mention; and nobody is told what they wrote.
    if answered == writer or answered.pk in mentioned:
        return
    here = Readership.objects.filter(discussion=post.discussion_id)
    if here.muted().filter(person=answered.pk).exists():
        return
    tell_writer(
        post.parent,
        _("%(actor)s answered you in “%(discussion)s”."),
        {"actor": named(post.author)},
        kind=Kind.REPLY,
        key=_key_of_reply(post),
        actor=post.author,
        about=post,
        excerpt=short(plain_text(post.body_html)),
        at=post.created_at,
    )


@receiver(post_published, dispatch_uid="strategy_hub.tell_followers")
def tell_followers(
    sender: Any, post: Post, writer: Any, in_bulk: bool, mentioned: Collection[int], **kwargs: Any
) -> None:
    """One unread notification for each discussion that somebody follows, whatever is said in it."""
    if in_bulk:
        return
    # Who is answered or mentioned hears of that already.
    told = {writer.pk, writer_of(post.parent).pk if post.parent else None, *mentioned}
    here = Readership.objects.filter(discussion=post.discussion_id)
    ids = set(here.following().values_list("person_id", flat=True)) - told
    if not ids:
        return
    people = get_user_model()._default_manager.filter(audience(post.discussion.page), pk__in=ids)
    tell_of_another(
        people.select_related("wagtail_userprofile"),
        _("%(actor)s wrote in “%(discussion)s”."),
        _("New posts in “%(discussion)s”: %(number)s"),
        {"actor": named(post.author)},
        kind=Kind.FOLLOWED,
        key=f"followed:{post.discussion_id}",
        actor=post.author,
        post=post,
        at=post.created_at,
    )


@receiver(post_published, dispatch_uid="strategy_hub.tell_mentioned")
def tell_mentioned(sender: Any, post: Post, mentioned: Collection[int], **kwargs: Any) -> None:
    _tell_mentioned(post, mentioned, at=post.created_at)


@receiver(post_edited, dispatch_uid="strategy_hub.tell_newly_mentioned")
def tell_newly_mentioned(
    sender: Any, post: Post, mentioned: Collection[int], **kwargs: Any
) -> None:
    answered = Notification.objects.filter(key=_key_of_reply(post), person__in=mentioned)
    told = set(answered.values_list("person_id", flat=True)) if mentioned else set()
    _tell_mentioned(post, set(mentioned) - told, at=post.edited_at)


@receiver(post_hidden, dispatch_uid="strategy_hub.tell_hidden")
def tell_hidden(sender: Any, post: Post, actor: Any, reason: str, **kwargs: Any) -> None:
    _tell_author(
        post,
        actor,
        Kind.POST_HIDDEN,
        _("%(actor)s hid your post in “%(discussion)s”."),
        excerpt=reason,
    )


@receiver(post_restored, dispatch_uid="strategy_hub.tell_restored")
def tell_restored(sender: Any, post: Post, actor: Any, **kwargs: Any) -> None:
    _tell_author(
        post, actor, Kind.POST_RESTORED, _("Your post in “%(discussion)s” is shown again.")
    )


@receiver(post_approved, dispatch_uid="strategy_hub.tell_approved")
def tell_approved(sender: Any, post: Post, actor: Any, **kwargs: Any) -> None:
    sentence = _("Your post in “%(discussion)s” is shown now.")
    _tell_author(post, actor, Kind.POST_APPROVED, sentence)


@receiver(post_refused, dispatch_uid="strategy_hub.tell_refused")
def tell_refused(sender: Any, post: Post, actor: Any, reason: str, **kwargs: Any) -> None:
    sentence = _("%(actor)s did not approve your post in “%(discussion)s”.")
    _tell_author(post, actor, Kind.POST_REFUSED, sentence, excerpt=reason)


@receiver(post_unsealed, dispatch_uid="strategy_hub.tell_unsealed")
def tell_unsealed(sender: Any, unsealing: Unsealing, **kwargs: Any) -> None:
    """Who was promised that nobody knows hears who does now, and why."""
    post = unsealing.post
    tell_writer(
        post,
        _("%(asked_by)s and %(actor)s learnt that you wrote it (“%(discussion)s”)."),
        {"asked_by": named(unsealing.requested_by), "actor": named(unsealing.decided_by)},
        kind=Kind.POST_UNSEALED,
        key=f"unsealed:{unsealing.pk}",
        actor=unsealing.decided_by,
        excerpt=unsealing.reason,
    )


# What a reporter reads. Who else reported the post, and who wrote it, is no part of it.
TO_REPORTERS: dict[str, Any] = {
    Report.Outcome.UPHELD: _("The post that you reported in “%(discussion)s” was hidden."),
    Report.Outcome.DISMISSED: _("The post that you reported in “%(discussion)s” stays."),
    Report.Outcome.MOOT: _("The author withdrew the post that you reported in “%(discussion)s”."),
}


@receiver(reports_settled, dispatch_uid="strategy_hub.tell_reporters")
def tell_reporters(
    sender: Any, post: Post, reports: list[Report], actor: Any, **kwargs: Any
) -> None:
    for report in reports:
        tell(
            [report.reporter],
            TO_REPORTERS[report.outcome],
            {},
            kind=Kind.REPORT_SETTLED,
            key=f"report:{report.pk}",
            actor=actor,
            post=post,
            excerpt=report.note,
        )


def _tell_mentioned(post: Post, person_ids: Collection[int], *, at: datetime | None) -> None:
    """Also those who have muted the discussion: somebody means them, and not everybody."""
    if not person_ids:
        return
    people = people_who_see(post.discussion.page).filter(pk__in=person_ids)
    tell(
        people.select_related("wagtail_userprofile"),
        _("%(actor)s mentioned you in “%(discussion)s”."),
        {"actor": named(post.author)},
        kind=Kind.MENTION,
        key=f"mention:{post.pk}",
        actor=post.author,
        post=post,
        excerpt=short(plain_text(post.body_html)),
        at=at,
    )


def _key_of_reply(post: Post) -> str:
    return f"reply:{post.pk}"


def _tell_author(post: Post, actor: Any, kind: Kind, sentence: Any, **how: Any) -> None:
    tell_writer(
        post,
        sentence,
        {"actor": named(actor)},
        kind=kind,
        # A post may be restored and hidden again: the number of the change tells them apart.
        key=f"{kind}:{post.pk}:{post.changed_seq}",
        actor=actor,
        **how,
    )


def _tell_owner(contribution: Contribution, **how: Any) -> None:
    if contribution.owner is None:
        return
    tell(
        [contribution.owner],
        _("A contribution to “%(discussion)s” by %(contributor)s waits for you."),
        {"contributor": named(contribution.contributor)},
        kind=Kind.CONTRIBUTION_ASSIGNED,
        post=contribution.post,
        excerpt=short(plain_text(contribution.post.body_html)),
        **how,
    )


def _names(event: ContributionEvent) -> dict[str, Any]:
    return {"actor": named(event.actor) if event.actor else ""}


def _about(kind: Kind, event: ContributionEvent) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": f"event:{event.pk}",
        "actor": event.actor,
        # In full: the reason of a decision is what it is about.
        "excerpt": event.note,
        "at": event.happened_at,
    }
