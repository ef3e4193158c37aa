"""The demo organisation, built in one transaction: afterwards all of it is there, or nothing."""

import random
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from scorecard.models import OrgUnit
from strategy_hub.models import HubHomePage

from .content import TALK, load
from .initiatives import make_initiatives
from .pages import Pages
from .people import (
    People,
    all_user_names,
    fill_groups,
    make_people,
    note_absences,
    place_people,
)
from .replay import Replay
from .scorecards import ScorecardBuilder
from .talk import Thread, read_talk
from .teams import fill_registers, invite_one_more, make_theme_team
from .timeline import SEED, Audience, Timeline
from .working_days import WorkingDays

Report = Callable[[str], None]
# One in six neither writes nor supports; they may still read.
SILENT = 1 / 6


class SomethingIsThere(Exception):
    """The database holds a hub or accounts that are not the demo's; they are left alone."""


def is_built() -> bool:
    return bool(OrgUnit.objects.filter(code=load("scorecard")["unit"]).exists())


@transaction.atomic
def build_demo(report: Report) -> None:
    """Build everything. `report` is told each step before it begins.

    Raises:
        SomethingIsThere: see there.
    """
    _check_is_free()
    days = WorkingDays(timezone.now())
    report("People and their units")
    people = make_people()
    pages = Pages(people, days)
    place_people(people)
    report("Pages, themes and questions")
    pages.make_frame()
    fill_groups(people)
    pages.word_frame()
    note_absences(people, days)
    pages.make_themes()
    pages.make_questions()
    report("Updates with their videos")
    pages.make_updates()
    pages.make_team_section()
    make_theme_team(people, pages, days)
    report("Scorecard: objectives, measures, 18 months of figures")
    scorecard = ScorecardBuilder(people, pages)
    scorecard.make_objectives()
    scorecard.draw_map()
    scorecard.make_measures()
    report("Ten weeks of talk, thanks and decisions")
    threads = read_talk(TALK)
    timeline = Timeline(days, list(_audiences(people, pages, days, threads)))
    replay = Replay(people, pages, days)
    replay.run(timeline.acts(threads))
    replay.hide(threads)
    fill_registers(people, pages, days)
    invite_one_more(people, pages, days)
    make_initiatives(scorecard)
    replay.answer_with_fields(pages.plan["question"])
    replay.say_anonymously(pages.plan["question"])
    replay.put_together(pages.plan["question"])


def _check_is_free() -> None:
    taken = get_user_model()._default_manager.filter(username__in=all_user_names())
    if names := sorted(user.get_username() for user in taken[:5]):
        raise SomethingIsThere(", ".join(names))
    if home := HubHomePage.objects.first():
        raise SomethingIsThere(home.title)


def _audiences(
    people: People, pages: Pages, days: WorkingDays, threads: list[Thread]
) -> list[Audience]:
    """Who reads which page. Those who write read most, and everywhere somebody is silent."""
    chance = random.Random(SEED)  # noqa: S311  (plays dice, keeps no secret)
    writers = {said.who for thread in threads for said in thread.posts}
    # Every second one of those who never write has not opened the hub yet.
    absent = set(sorted(set(people.colleagues) - writers)[::2])
    eagerness = {}
    for name in people.colleagues:
        if name in absent:
            continue
        is_silent = name not in writers or chance.random() < SILENT
        eagerness[name] = 0.0 if is_silent else chance.uniform(0.15, 1.0)
    closes = {row["slug"]: row["closes"] for row in pages.plan["question"] if row["closes"] > 0}
    return [
        Audience(
            page=slug,
            since=opened,
            eagerness=_eagerness_among(pages.insiders(slug), eagerness),
            until=days.at(closes[slug], 630) if slug in closes else None,
        )
        for slug, opened in pages.opened()
    ]


def _eagerness_among(insiders: set[str] | None, eagerness: dict[str, float]) -> dict[str, float]:
    """Of all, or of the insiders of a private page, none of whom is silent there."""
    if insiders is None:
        return eagerness
    return {name: max(eager, 0.3) for name, eager in eagerness.items() if name in insiders}
