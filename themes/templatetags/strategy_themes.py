from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from discussions.badges import Badge
from discussions.markdown import plain_text
from discussions.models import Post

from ..badges import BADGES
from ..clocks import Light, in_words, last_day
from ..deadlines import awaited_step, read_deadline
from ..escalation import escalation_of
from ..initiatives import register as initiatives_register
from ..life import STEP_INTO
from ..models import Contribution, ContributionEvent
from ..naming import name_of_theme
from ..views.viewer import theme_seen
from ..window import Window, describe_window

register = template.Library()

# Traffic lights of the design system: each a colour and a shape, and words beside it.
STATUS = {
    Light.ON_TIME: "green",
    Light.DUE_SOON: "amber",
    Light.OVERDUE: "red",
    Light.PAUSED: "unknown",
}
TAKEN_UP = {
    Contribution.State.ACCEPTED,
    Contribution.State.IN_PROGRESS,
    Contribution.State.DONE,
}
AWAITED = {
    ContributionEvent.Kind.THANKED: _lazy("Thanks"),
    ContributionEvent.Kind.ACCEPTED: _lazy("Decision"),
}


@register.inclusion_tag("strategy_discussions/includes/badge.html")
def state_badge(contribution: Contribution) -> dict[str, Badge]:
    """The state of a contribution as a badge, also before anything is laid on its post."""
    state = Contribution.State(contribution.state)
    plain = Badge(state.value, state.label)
    return {"badge": BADGES.get(STEP_INTO[state], plain)}


@register.inclusion_tag("strategy_themes/includes/clock.html")
def clock(contribution: Contribution) -> dict[str, Any]:
    """What the running clock of a contribution waits for, its time, and who is asked to help."""
    now = timezone.now()
    reading = read_deadline(contribution, now)
    if reading is None:
        return {}
    escalation = escalation_of(contribution, now)
    return {
        "light": reading.light,
        "status": STATUS[reading.light],
        "awaited": AWAITED[awaited_step(contribution)],
        "time": in_words(reading),
        "day": due_day(contribution),
        "escalation": escalation.label if escalation else "",
    }


@register.inclusion_tag("strategy_themes/includes/initiatives.html", takes_context=True)
def initiatives(context: Context, contribution: Contribution) -> dict[str, Any]:
    """What the contribution has become part of, for the person of the request."""
    if contribution.state not in TAKEN_UP:
        return {}
    request: Any = context["request"]
    return {"initiatives": initiatives_register().linked(request.user, contribution)}


@register.filter
def due_day(contribution: Contribution) -> date | None:
    """The last day on which the answer is in time; None while no clock runs."""
    due = contribution.due_at
    return last_day(due, timezone.get_default_timezone()) if due else None


@register.simple_tag(takes_context=True)
def theme_name(context: Context, theme_id: int) -> str:
    """The title of a theme, unless the person of the request may not see it."""
    request: Any = context["request"]
    return name_of_theme(theme_seen(request, theme_id))


@register.simple_tag
def window_of(page: Any) -> Window:
    """Where now is in the time for which a question is asked, in words."""
    return describe_window(page)


@register.simple_tag(takes_context=True)
def answered_by_viewer(context: Context, pages: Iterable[Any]) -> set[int]:
    """The keys of those question pages that the person of the request has answered: one query."""
    request: Any = context.get("request")
    person = getattr(request, "user", None)
    keys = [page.pk for page in pages]
    if person is None or not person.is_authenticated or not keys:
        return set()
    mine = Contribution.objects.contributed_by(person).filter(question__page__in=keys)
    return set(mine.order_by().values_list("question__page", flat=True).distinct())


@register.filter
def age(moment: datetime) -> str:
    """How long ago, in the largest unit that says it: "3 days"."""
    return timesince(moment, depth=1)


@register.filter
def excerpt(post: Post, length: int = 160) -> str:
    """The beginning of what a post says, without its markup; its fate, if it was taken away."""
    if post.state == Post.State.DELETED:
        return _("Withdrawn by its author")
    if not post.is_visible:
        return _("Hidden")
    return Truncator(plain_text(post.body_html)).chars(length)
