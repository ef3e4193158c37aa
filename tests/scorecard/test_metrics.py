from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from discussions.actions import create_post
from discussions.models import Post
from scorecard.actions import record_participation
from scorecard.metrics import ALL, Facts, Figure, Group, Metric, all_metrics, get_metric
from scorecard.metrics.registry import register_metric
from scorecard.metrics.response import waiting_time
from scorecard.models import OrgUnit, Placement
from scorecard.wording import unit_text
from themes.models import Contribution
from themes.models.pages import ThemePage

ON = date(2026, 6, 10)
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)


def people(number: int, *, unit: OrgUnit | None = None, prefix: str = "p") -> list[User]:
    made = User.objects.bulk_create(User(username=f"{prefix}{index}") for index in range(number))
    if unit:
        Placement.objects.bulk_create(
            Placement(person=person, unit=unit, starts=date(2025, 1, 1)) for person in made
        )
    return made


def acts(crowd: list[User], kind: str, theme: Any, at: datetime = AT) -> None:
    for person in crowd:
        key = f"{kind}:{person.pk}:{theme.pk}:{at}"
        record_participation(person, kind, theme_id=theme.pk, occurred_at=at, key=key)


def facts(viewer: Any, hub: Any, *themes: Any, on: date = ON, **options: Any) -> Facts:
    serves = options.get("serves", {})
    return Facts(viewer, on, theme_ids=[each.pk for each in themes or [hub.theme]], serves=serves)


def figure(found: Facts, name: str, group: Group) -> Figure:
    shown = found.cell(name, group).figure
    assert shown is not None
    return shown


@pytest.mark.django_db
def test_reach_voice_and_listening_count_people_once(cast, hub):
    crowd = people(60, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:30], "read", hub.theme)
    acts(crowd[:30], "read", hub.theme, AT - timedelta(weeks=2))
    acts(crowd[:12], "post", hub.theme)
    found = facts(cast.employee, hub)
    theme = Group("theme", hub.theme.pk)
    reach, voice = figure(found, "reach", theme), figure(found, "voice", theme)
    assert (reach.numerator, reach.denominator, reach.value) == (30, 60, 0.5)
    assert (voice.numerator, voice.value) == (12, 0.2)
    assert figure(found, "listening", theme).value == pytest.approx(18 / 30)
    assert figure(found, "reach", ALL) == reach


@pytest.mark.django_db
def test_only_the_last_weeks_count(cast, hub):
    crowd = people(40, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:20], "post", hub.theme, AT - timedelta(weeks=20))
    theme = Group("theme", hub.theme.pk)
    assert facts(cast.employee, hub).presence(theme).reached == 0
    assert facts(cast.employee, hub, on=date(2026, 2, 1)).presence(theme).reached == 20
    with override_settings(STRATEGY_HUB={"FIGURES_WEEKS": 30}):
        assert facts(cast.employee, hub).presence(theme).reached == 20


@pytest.mark.django_db
def test_breadth_is_the_share_of_units_that_take_part(cast, hub):
    crowds = [
        people(15, unit=OrgUnit.add_root(code=code, name=code), prefix=code) for code in "abcd"
    ]
    for crowd in crowds[:3]:
        acts(crowd[:10], "read", hub.theme)
    breadth = figure(facts(cast.employee, hub), "breadth", ALL)
    assert (breadth.numerator, breadth.denominator, breadth.people) == (3, 4, 30)


@pytest.mark.django_db
def test_without_places_the_active_accounts_are_everybody(cast, hub):
    crowd = people(40)
    acts(crowd[:20], "read", hub.theme)
    User.objects.filter(pk=crowd[0].pk).update(is_active=False)
    reach = figure(facts(cast.employee, hub), "reach", ALL)
    everybody = User.objects.filter(is_active=True).exclude(username="AnonymousUser")
    assert (reach.numerator, reach.denominator) == (19, everybody.count())
    assert figure(facts(cast.employee, hub), "breadth", ALL).value is None


@pytest.mark.django_db
def test_people_without_a_place_do_not_push_a_share_over_the_whole(cast, hub):
    placed = people(12, unit=OrgUnit.add_root(code="a", name="A"))
    acts([*placed, *people(20, prefix="guest")], "read", hub.theme)
    assert facts(cast.employee, hub).presence(ALL).reached == 12


@pytest.mark.django_db
def test_few_people_are_withheld_and_so_is_what_would_give_them_away(cast, hub):
    other = hub.themes.add_child(instance=ThemePage(title="Care", statement="Care.")).theme
    third = hub.themes.add_child(instance=ThemePage(title="Pace", statement="Pace.")).theme
    crowd = people(100, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:4], "post", hub.theme)
    acts(crowd[4:20], "post", other)
    acts(crowd[20:60], "post", third)
    for theme in (hub.theme, other, third):
        acts(crowd[60:80], "read", theme)
    found = facts(cast.employee, hub, hub.theme, other, third)
    assert found.cell("voice", Group("theme", hub.theme.pk)).is_withheld
    assert found.cell("voice", Group("theme", other.pk)).is_withheld
    assert figure(found, "voice", Group("theme", third.pk)).numerator == 40
    assert figure(found, "voice", ALL).numerator == 60


@pytest.mark.django_db
def test_an_objective_counts_the_people_of_its_visible_themes_once(cast, hub):
    other = hub.themes.add_child(instance=ThemePage(title="Care", statement="Care.")).theme
    crowd = people(100, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:30], "post", hub.theme)
    acts(crowd[15:45], "read", other)
    for theme in (hub.theme, other):
        theme.objective_links.create(objective=_objective(cast.owner))
    key = _objective(cast.owner).pk
    serves = {key: {hub.theme.pk, other.pk, 999_999}}
    found = facts(cast.employee, hub, hub.theme, other, serves=serves)
    assert found.presence(Group("objective", key)).reached == 45
    alone = facts(cast.employee, hub, hub.theme, serves=serves)
    assert alone.presence(Group("objective", key)).reached == 30


def _objective(owner: User) -> Any:
    from scorecard.models import Objective, Perspective, Scorecard

    unit = OrgUnit.objects.filter(code="top").first() or OrgUnit.add_root(code="top", name="Top")
    card, _ = Scorecard.objects.get_or_create(unit=unit, defaults={"title": "S"})
    row, _ = Perspective.objects.get_or_create(scorecard=card, name="Customer")
    return Objective.objects.get_or_create(
        perspective=row, code="C1", defaults={"title": "Keep customers", "owner": owner}
    )[0]


@pytest.mark.django_db
def test_participation_of_a_single_week_is_the_same_metric(cast, hub):
    crowd = people(60, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:30], "read", hub.theme)
    found = facts(cast.employee, hub)
    assert len(found.weeks) == 12
    assert figure(found, "reach", Group("week", date(2026, 6, 1))).numerator == 30
    assert found.cell("reach", Group("week", date(2026, 5, 25))).is_withheld


def contribute(author: User, hub: Any, days: tuple[float | None, float | None]) -> None:
    """A contribution received at AT, thanked and decided so many days later."""
    post = create_post(hub.discussion, author=author, body="Let us try this.")
    thanked, decided = (AT + timedelta(days=d) if d is not None else None for d in days)
    Contribution.objects.filter(post=post).update(
        received_at=AT,
        thanked_at=thanked,
        decided_at=decided,
        decision_reason="Because.",
        state="accepted" if decided else "thanked" if thanked else "received",
    )


@pytest.mark.django_db
def test_answers_are_counted_as_they_stood_on_the_day(cast, hub):
    authors = people(12)
    cast_group = cast.employee.groups.get()
    cast_group.user_set.add(*authors)
    for number, author in enumerate(authors):
        days = (1, 3) if number < 6 else (2, None) if number < 9 else (None, None)
        contribute(author, hub, days)
    theme = Group("theme", hub.theme.pk)
    found = facts(cast.employee, hub)
    response = figure(found, "first_response", theme)
    assert (response.value, response.numerator, response.extra["unanswered"]) == (1, 9, 3)
    assert response.extra["p90"] is None
    assert figure(found, "thanks_coverage", theme).value == 0.75
    assert figure(found, "decision_closure", theme).value == 0.5
    assert figure(found, "routing_coverage", theme).value == 1
    # Two days after: the decisions had not been made yet.
    earlier = facts(cast.employee, hub, on=date(2026, 6, 5))
    assert figure(earlier, "decision_closure", theme).value == 0
    assert figure(earlier, "thanks_coverage", theme).value == 0.75


@pytest.mark.django_db
def test_contributions_that_the_viewer_may_not_see_are_not_counted(cast, hub):
    create_post(hub.team_discussion, author=cast.member, body="Among us.")
    create_post(hub.discussion, author=cast.member, body="To all.")
    today = Post.objects.latest("created_at").created_at.date()
    assert len(facts(cast.member, hub, on=today).answers(ALL)) == 2
    assert len(facts(cast.employee, hub, on=today).answers(ALL)) == 1


@pytest.mark.django_db
def test_all_figures_of_a_screen_take_two_queries(cast, hub, django_assert_num_queries):
    crowd = people(40, unit=OrgUnit.add_root(code="a", name="A"))
    acts(crowd[:20], "post", hub.theme)
    # The turnout, and the contributions.
    theme = hub.theme.pk
    found = facts(cast.employee, hub, serves={1: {theme}})
    with django_assert_num_queries(2):
        for metric in all_metrics():
            for group in (
                ALL,
                Group("theme", theme),
                Group("objective", 1),
                Group("week", found.weeks[0]),
            ):
                found.cell(metric.name, group)


@pytest.mark.parametrize(
    ("answers", "median", "p90"),
    [
        ([], None, None),
        ([(4.0, 9.0)], 4.0, 4.0),
        ([(1.0, 9.0), (2.0, 9.0), (3.0, 9.0), (4.0, 9.0)], 2.0, 4.0),
        # Half unanswered after nine days: the median lies beyond what has been seen.
        ([(1.0, 9.0), (None, 9.0), (None, 9.0)], None, None),
        # By hand: 1 - 1/4 = 0.75 after day 1; one leaves at 2; 0.75 · 1/2 = 0.375 after day 3.
        ([(1.0, 9.0), (None, 2.0), (3.0, 9.0), (None, 9.0)], 3.0, None),
    ],
)
def test_waiting_times_count_the_unanswered_as_still_waiting(answers, median, p90):
    assert waiting_time(answers, 0.5) == median
    assert waiting_time(answers, 0.9) == p90


days = st.floats(0, 100)


@given(st.lists(days, min_size=1, max_size=30), st.lists(days, max_size=30))
def test_the_unanswered_never_shorten_the_waiting_time(answered, waiting):
    without = waiting_time([(each, 200.0) for each in answered], 0.5)
    together = waiting_time(
        [(each, 200.0) for each in answered] + [(None, w) for w in waiting], 0.5
    )
    assert without is not None
    assert together is None or together >= without


def test_every_metric_is_declared_once_and_says_what_it_means():
    names = [metric.name for metric in all_metrics()]
    assert len(names) == len(set(names))
    assert {"reach", "voice", "listening", "breadth", "first_response"} <= set(names)
    for metric in all_metrics():
        assert str(metric.label) and str(metric.definition) and str(metric.formula)
        assert unit_text(metric) and metric.reveals
        assert get_metric(metric.name) is metric


def test_no_second_metric_takes_a_name():
    reach = get_metric("reach")
    with pytest.raises(ValueError, match="declared already"):
        register_metric(Metric("reach", "", "", "", "%", "", (), reach.compute, ("reached",)))
