"""Who hears of what facilitators do: the author of a post, and those who reported it."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from discussions.access import people_who_decide_unsealing
from discussions.models import Post, Report, Unsealing
from discussions.signals import (
    post_approved,
    post_hidden,
    post_refused,
    post_restored,
    post_unsealed,
    reports_settled,
    unsealing_decided,
    unsealing_requested,
)

from ..actions import withdraw
from ..models import Notification
from ..telling import named, tell, tell_writer

Kind = Notification.Kind


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


@receiver(unsealing_requested, dispatch_uid="strategy_hub.tell_second_person")
def tell_second_person(sender: Any, unsealing: Unsealing, **kwargs: Any) -> None:
    people = people_who_decide_unsealing(unsealing).select_related("wagtail_userprofile")
    tell(
        people,
        _("%(actor)s asks who wrote an anonymous post in “%(discussion)s”. You may decide."),
        {"actor": named(unsealing.requested_by)},
        kind=Kind.UNSEALING_ASKED,
        key=_key_of_asking(unsealing),
        actor=unsealing.requested_by,
        post=unsealing.post,
        excerpt=unsealing.reason,
    )


# What whoever asked reads. The name stands on the page of the request alone.
TO_ASKER: dict[str, Any] = {
    Unsealing.Outcome.APPROVED: _(
        "%(actor)s approved your request about an anonymous post in “%(discussion)s”."
    ),
    Unsealing.Outcome.REFUSED: _(
        "%(actor)s refused your request about an anonymous post in “%(discussion)s”."
    ),
}


@receiver(unsealing_decided, dispatch_uid="strategy_hub.tell_asker")
def tell_asker(sender: Any, unsealing: Unsealing, **kwargs: Any) -> None:
    """Whoever asked hears the decision; who was asked and has not read it is asked no longer."""
    withdraw(key=_key_of_asking(unsealing))
    tell(
        [unsealing.requested_by],
        TO_ASKER[unsealing.outcome],
        {"actor": named(unsealing.decided_by)},
        kind=Kind.UNSEALING_DECIDED,
        key=f"unsealing_decided:{unsealing.pk}",
        actor=unsealing.decided_by,
        post=unsealing.post,
        excerpt=unsealing.decision_reason,
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


def _key_of_asking(unsealing: Unsealing) -> str:
    return f"unsealing:{unsealing.pk}"


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
