from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db.models import Count, F
from django.utils import timezone

from demo.content import load
from demo.management.commands.make_demo import Command
from discussions.models import Discussion, Post, Vote
from scorecard.actions import rebuild_rollups
from scorecard.models import (
    Actual,
    CauseEffectLink,
    Measure,
    Objective,
    OrgUnit,
    Perspective,
    Placement,
    WeeklyActivity,
    WeeklyPresence,
)
from strategy_hub.models import Notification, UpdatePage
from themes.clocks import Light
from themes.deadlines import read_deadline
from themes.models import Contribution, ContributionEvent, QuestionPage, ThemePage
from themes.people import people_of

pytestmark = pytest.mark.django_db
State = Contribution.State


def _person(name: str) -> Any:
    return get_user_model()._default_manager.get(username=name)


def test_the_first_run_says_what_it_does_and_whom_to_sign_in_as(demo):
    assert "Ten weeks of talk, thanks and decisions" in demo
    for persona in load("people")["persona"]:
        assert f"{persona['user']} " in demo
        assert persona["role"] in demo
    assert load("people")["password"] in demo
    assert "http://testserver/" in demo


def test_every_persona_can_sign_in(demo):
    plan = load("people")
    for persona in plan["persona"]:
        assert authenticate(username=persona["user"], password=plan["password"])


def test_about_120_people_work_in_9_units_on_3_levels(demo):
    assert OrgUnit.objects.count() == 9
    assert set(OrgUnit.objects.values_list("depth", flat=True)) == {1, 2, 3}
    placed = Placement.objects.filter(ends=None).values("unit").annotate(people=Count("pk"))
    assert 115 <= sum(row["people"] for row in placed) <= 130
    assert len(placed) == 9


def test_14_objectives_in_4_perspectives_are_linked_by_cause_and_effect(demo):
    assert (Objective.objects.count(), Perspective.objects.count()) == (14, 4)
    linked = set(CauseEffectLink.objects.values_list("cause", "effect"))
    ends = {end for link in linked for end in link}
    alone = Objective.objects.exclude(pk__in=ends).values_list("code", flat=True)
    assert list(alone) in ([], ["F2"], ["F3"])
    assert not Objective.objects.filter(theme_links=None).exists()


def test_24_measures_have_18_months_of_figures(demo):
    assert Measure.objects.count() == 24
    in_force = Actual.objects.filter(is_current=True)
    counted = dict(in_force.values_list("measure__code").annotate(Count("pk")).order_by())
    assert Counter(counted.values()) == {18: 19, 6: 4, 14: 1}
    assert counted["M11"] == 14


def test_a_corrected_figure_keeps_what_was_first_entered(demo):
    corrected = Actual.objects.filter(is_current=False)
    assert [actual.measure.code for actual in corrected] == ["M13"]


def test_4_themes_have_their_people_and_one_has_two_owners(demo):
    themes = [page.theme for page in ThemePage.objects.live()]
    people = people_of(themes)
    assert sorted(len(people[theme.pk].owners) for theme in themes) == [1, 1, 1, 2]
    assert all(people[theme.pk].deputies and people[theme.pk].facilitators for theme in themes)


def test_one_question_is_closed_with_results_and_two_are_open(demo):
    questions = list(QuestionPage.objects.live())
    assert Counter(page.is_open for page in questions) == {True: 2, False: 1}
    (closed,) = (page for page in questions if not page.is_open)
    results = Contribution.objects.filter(question__page_id=closed.pk)
    assert results.filter(decided_at__isnull=False).count() >= 15


def test_two_updates_have_a_video_with_poster_captions_and_transcript(demo):
    updates = UpdatePage.objects.live().exclude(video=None)
    assert updates.count() == 2
    for page in updates:
        assert page.video.file.size > 100_000
        assert page.video.thumbnail.size > 10_000
        with page.captions.open("rb") as captions:
            assert captions.read().startswith(b"WEBVTT")
        assert page.transcript.startswith("<p>")


def test_a_few_hundred_posts_are_answered_and_supported(demo):
    posts = Post.objects.all()
    assert 300 <= posts.count() <= 600
    assert posts.filter(parent=None).count() < posts.count() / 2
    assert Vote.objects.count() > 1000
    assert not Vote.objects.filter(person=F("post__author")).exists()


def test_no_text_is_there_more_than_twice(demo):
    texts = Counter(Post.objects.values_list("body", flat=True))
    texts += Counter(ContributionEvent.objects.exclude(actor=None).values_list("note", flat=True))
    del texts[""]
    assert max(texts.values()) <= 2


def test_contributions_are_in_every_state(demo):
    assert set(Contribution.objects.values_list("state", flat=True)) == set(State.values)


def test_some_were_routed_to_a_deputy_by_load_or_not_at_all(demo):
    rules = set(Contribution.objects.values_list("routing_rule", flat=True))
    assert rules == {"owner", "owner_by_load", "deputy", "unrouted", "handed_over"}


def test_most_but_not_all_contributors_were_thanked(demo):
    thanked = Contribution.objects.exclude(thanked_at=None).count()
    assert 0.75 < thanked / Contribution.objects.count() < 1


def test_every_decision_has_a_person_a_time_a_reason_and_was_told(demo):
    decided = Contribution.objects.exclude(decided_at=None)
    assert decided.count() > 60
    for contribution in decided:
        event = contribution.events.get(note=contribution.decision_reason)
        assert event.actor_id and event.happened_at == contribution.decided_at
        told = Notification.objects.filter(person=contribution.contributor, key=f"event:{event.pk}")
        assert told.exists() or event.actor_id == contribution.contributor_id


def test_nothing_happens_in_the_future_or_outside_a_questions_window(demo):
    now = timezone.now()
    assert not Post.objects.filter(created_at__gt=now).exists()
    assert not ContributionEvent.objects.filter(happened_at__gt=now).exists()
    assert not Actual.objects.filter(entered_at__gt=now).exists()
    assert not Vote.objects.filter(cast_at__gt=now).exists()
    for page in QuestionPage.objects.live():
        posts = Post.objects.filter(discussion__page_id=page.pk)
        assert not posts.filter(created_at__lt=page.opens_at).exists()
        assert not posts.filter(created_at__gt=page.closes_at).exists()


def test_posts_are_numbered_in_the_order_of_their_times(demo):
    for discussion in Discussion.objects.all():
        times = list(discussion.posts.order_by("seq").values_list("created_at", flat=True))
        assert times == sorted(times)


def test_the_notes_of_the_pilot_are_for_its_team_alone(demo):
    notes = Discussion.objects.filter(page__slug="pilot-notes")
    assert notes.visible_to(_person("dilan")).exists()
    assert not notes.visible_to(_person("ines")).exists()


def test_a_hidden_post_says_why(demo):
    (post,) = Post.objects.filter(state=Post.State.HIDDEN)
    assert "Address of a customer" in post.state_reason


def test_the_invariant_of_contributions_holds(demo):
    said = StringIO()
    call_command("check_contributions", stdout=said)
    assert str(Contribution.objects.count()) in said.getvalue()


def test_rebuilding_the_roll_ups_changes_nothing(demo):
    def roll_ups() -> list[Any]:
        activity = WeeklyActivity.objects.order_by("key").values_list("key", "acts")
        presence = WeeklyPresence.objects.order_by("key").values_list("key", flat=True)
        return [list(activity), list(presence)]

    before = roll_ups()
    rebuild_rollups()
    assert roll_ups() == before


def test_a_second_run_changes_nothing_and_is_quick(demo, django_assert_max_num_queries):
    def everything() -> dict[str, int]:
        models = apps.get_models()
        return {model._meta.label: model._default_manager.count() for model in models}

    before, said = everything(), StringIO()
    with django_assert_max_num_queries(2):
        call_command(Command(), force=True, stdout=said)
    assert everything() == before
    assert "Building" not in said.getvalue()
    assert load("people")["password"] in said.getvalue()


def test_the_clocks_show_every_light_and_most_answers_are_in_time(demo):
    waiting = Contribution.objects.awaiting_decision()
    lights = Counter(
        reading.light
        for contribution in waiting
        if (reading := read_deadline(contribution, timezone.now()))
    )
    assert set(lights) == set(Light)
    assert lights[Light.OVERDUE] < waiting.count() / 2
    assert not Contribution.objects.filter(due_at=None, paused_at=None).awaiting_decision()
