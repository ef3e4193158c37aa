"""The team of a theme: who is in it, what stands in its way, and what was promised to it."""

from django.utils import timezone

from themes import actions
from themes.models import Contribution, Team

from .pages import Pages
from .people import People
from .working_days import WorkingDays


def make_theme_team(people: People, pages: Pages, days: WorkingDays) -> None:
    row = pages.plan["theme_team"]
    maker, theme = people[row["maker"]], pages.by_slug[row["theme"]].theme
    team = actions.make_team(theme, actor=maker, name=row["title"], purpose=row["purpose"])
    pages.by_slug[row["slug"]] = team.page.specific
    for number, invited in enumerate(row["invited"]):
        person, minute = people[invited["who"]], 40 + 3 * number
        invitation = actions.invite_person(
            team,
            person=person,
            actor=maker,
            reason=invited["why"],
            at=days.at(row["day"], minute),
        )
        actions.accept_invitation(invitation, actor=person, at=days.at(row["day"], minute + 90))


def fill_registers(people: People, pages: Pages, days: WorkingDays) -> None:
    team = _team(pages)
    for number, row in enumerate(pages.plan["theme_team"]["entry"]):
        entry = actions.add_entry(
            team,
            register=row["register"],
            what=row["what"],
            responsible=people[row["who"]],
            due=days.day(row["due"]),
            actor=people[row["who"]],
            at=days.at(row["added"], 100 + 10 * number),
        )
        if end := row.get("ended"):
            actions.settle_entry(
                entry,
                state=end["state"],
                note=end["words"],
                actor=people[end["by"]],
                at=days.at(end["day"], 200),
            )


def invite_one_more(people: People, pages: Pages, days: WorkingDays) -> None:
    """Not answered yet: whoever signs in as the invited may."""
    row = pages.plan["theme_team"]
    asked, team = row["asked"], _team(pages)
    person = people[asked["who"]]
    contribution = Contribution.objects.filter(theme=team.theme, contributor=person).earliest("pk")
    actions.invite_person(
        team,
        person=person,
        actor=people[row["maker"]],
        reason=asked["why"],
        contribution=contribution,
        at=min(days.at(asked["day"], 120), timezone.now()),
    )


def _team(pages: Pages) -> Team:
    team: Team = pages.by_slug[pages.plan["theme_team"]["slug"]].team
    return team
