from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from discussions.access import visible_pages, written_by
from discussions.naming import ANONYMOUS_USERNAME

if TYPE_CHECKING:
    from .models import (  # noqa: F401  (named in annotations below)
        Cluster,
        Contribution,
        ContributionEvent,
        Invitation,
        Question,
        Team,
        Theme,
    )

OPEN_STATES = ("received", "thanked", "in_review")


def is_anonymous() -> models.Q:
    """One SQL condition on contributions: those without a name. Their people are never counted.

    They may be one person or many, and a count that knew would tell whose voice was there already.
    """
    return models.Q(**{f"contributor__{get_user_model().USERNAME_FIELD}": ANONYMOUS_USERNAME})


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, person: Any) -> ThemeQuerySet:
        """Themes whose page `person` may see, with the page."""
        return self.filter(visible_pages(person, prefix="page__")).select_related("page")


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, person: Any) -> QuestionQuerySet:
        return self.filter(visible_pages(person, prefix="page__")).select_related("page")

    def with_waiting(self) -> QuestionQuerySet:
        """Each with how many contributions are `waiting` for a decision, most first, and how many
        of these are `loose`, in no cluster."""
        waits = models.Q(contributions__state__in=OPEN_STATES) & models.Q(
            contributions__post__state="visible"
        )
        loose = waits & models.Q(contributions__cluster_member=None)
        return self.annotate(
            waiting=models.Count("contributions", filter=waits),
            loose=models.Count("contributions", filter=loose),
        ).order_by("-waiting", "pk")


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def with_members(self, person: Any) -> ClusterQuerySet:
        """Where most waits first: each with its `total`, how many are `waiting`, and of those that
        `person` may see the two most supported, its `first_members`."""
        from .models import ClusterMember, Contribution

        waits = models.Q(members__contribution__state__in=OPEN_STATES) & models.Q(
            members__contribution__post__state="visible"
        )
        place = Window(
            RowNumber(),
            partition_by="cluster",
            order_by=["-contribution__post__support_count", "contribution"],
        )
        seen = Contribution.objects.visible_to(person).filter(post__state="visible")
        shown = ClusterMember.objects.filter(contribution__in=seen.values("pk"))
        first = shown.annotate(place=place).filter(place__lte=2).order_by("place")
        return (
            self.annotate(
                total=models.Count("members"), waiting=models.Count("members", filter=waits)
            )
            .prefetch_related(
                models.Prefetch(
                    "members",
                    first.select_related("contribution__post"),
                    to_attr="first_members",
                )
            )
            .order_by("-waiting", "-total", "pk")
        )


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, person: Any) -> TeamQuerySet:
        """Teams whose page `person` may see: those that they are in, if they see the theme too."""
        return self.filter(visible_pages(person, prefix="page__")).select_related("page")

    def open(self) -> TeamQuerySet:
        return self.filter(archived_at=None)

    def with_member(self, person: Any) -> TeamQuerySet:
        return self.filter(group__user=person.pk)

    def closed_to(self, person: Any) -> TeamQuerySet:
        """Teams that `person` is not in, published or not. Superusers are let in everywhere."""
        if person.is_active and person.is_superuser:
            return self.none()
        return self.exclude(group__in=person.groups.all()) if person.pk else self.all()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime | None = None) -> InvitationQuerySet:
        """Those that can still be answered."""
        return self.filter(state="open", expires_at__gt=at or timezone.now())


class ContributionEventQuerySet(models.QuerySet["ContributionEvent"]):
    def standing(self) -> ContributionEventQuerySet:
        """What counts: without what was undone, and without the undoing."""
        return self.filter(undone_by=None, undoes=None)

    def for_trail(self) -> ContributionEventQuerySet:
        """With what a trail prints."""
        return self.select_related("actor", "owner_before", "owner_after", "undoes", "undone_by")


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, person: Any) -> ContributionQuerySet:
        """Contributions whose post `person` may see: the audience of a post is its page's."""
        return self.filter(visible_pages(person, prefix="post__discussion__page__"))

    def contributed_by(self, person: Any) -> ContributionQuerySet:
        """What `person` contributed, anonymously too. For their own eyes alone."""
        return self.filter(written_by(person, author="contributor", post="post"))

    def unrouted(self) -> ContributionQuerySet:
        return self.filter(owner=None)

    def awaiting_decision(self) -> ContributionQuerySet:
        """Received, thanked or in review, and not withdrawn: the owner still owes an answer."""
        return self.filter(state__in=OPEN_STATES, post__state="visible")

    def with_latest_event(self) -> ContributionQuerySet:
        """Each with the number of its `latest_event`: what a person saw when they chose to act.

        In the same statement as the rest, so it is never newer than what is shown beside it.
        """
        from .models import ContributionEvent

        events = ContributionEvent.objects.filter(contribution=models.OuterRef("pk"))
        latest = events.order_by("-pk").values("pk")[:1]
        return self.annotate(latest_event=models.Subquery(latest))

    def latest_events(self) -> dict[int, int]:
        """The number of the latest event of each, by primary key."""
        from .models import ContributionEvent

        events = ContributionEvent.objects.filter(contribution__in=self.values("pk"))
        latest = events.order_by().values("contribution").annotate(latest=models.Max("pk"))
        return {row["contribution"]: row["latest"] for row in latest}

    def for_display(self, person: Any) -> ContributionQuerySet:
        """With what lists and screens print, `theme_is_seen` among it.

        The post may stand on a page for more people than its theme's, such as an update's, so
        `person` reads the title of the theme only where that says so.
        """
        from .models import Theme

        themes = Theme.objects.visible_to(person).filter(pk=models.OuterRef("theme"))
        return self.annotate(theme_is_seen=models.Exists(themes)).select_related(
            "contributor",
            "owner",
            "post__author",
            "post__discussion__page",
            "question__page",
            "theme__page",
        )
