"""The badges that a step in the life of a contribution lays on its post, for every reader."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discussions.badges import Badge, register_badge

from .models import ContributionEvent

Kind = ContributionEvent.Kind

IN_REVIEW = Badge("strategy_themes.in_review", _("In review"), "progress")

BADGES: dict[str, Badge] = {
    Kind.REVIEW_STARTED: IN_REVIEW,
    # Reopened, it is in review again.
    Kind.REOPENED: IN_REVIEW,
    Kind.ACCEPTED: Badge("strategy_themes.accepted", _("Accepted"), "positive"),
    Kind.DECLINED: Badge("strategy_themes.declined", _("Declined"), "negative"),
    Kind.PARKED: Badge("strategy_themes.parked", _("Parked"), "neutral"),
    Kind.MERGED: Badge("strategy_themes.merged", _("Merged"), "neutral"),
    Kind.WORK_STARTED: Badge("strategy_themes.in_progress", _("In progress"), "progress"),
    Kind.COMPLETED: Badge("strategy_themes.done", _("Done"), "positive"),
}


def register_badges() -> None:
    for badge in BADGES.values():
        register_badge(replace(badge, address=_trail_of))


def _trail_of(post_id: int) -> str:
    return reverse("strategy_themes:contribution_of", args=[post_id])
