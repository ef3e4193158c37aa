"""Anonymous posts in the figures: they count for their writer's unit, and lead back to nobody."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from discussions import actions
from discussions.models import Discussion, Post
from scorecard.models import OrgUnit, Participation, Placement
from tests.cast import Cast, Hub
from themes.models import Contribution

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion(cast: Cast, hub: Hub) -> Discussion:
    below = hub.question_page.primary_discussion
    return actions.keep_discussion(below, actor=cast.owner, allows_anonymous=True)


def quietly(discussion: Discussion, author: Any) -> Post:
    return actions.create_post(discussion, author=author, body="Quietly", anonymous=True)


def test_the_act_counts_for_the_unit_of_who_wrote_it(cast: Cast, discussion: Discussion) -> None:
    unit = OrgUnit.add_root(code="all", name="All")
    Placement.objects.create(person=cast.employee, unit=unit, starts="2020-01-01")
    quietly(discussion, cast.employee)
    acts = Participation.objects.filter(person=cast.employee)
    assert sorted(act.kind for act in acts) == ["contribution", "post"]
    assert {act.unit for act in acts} == {unit}
    assert Participation.objects.count() == 2


def test_the_ledger_tells_neither_the_post_nor_the_hour(cast: Cast, discussion: Discussion) -> None:
    post = quietly(discussion, cast.employee)
    contribution = Contribution.objects.get(post=post)
    keys = set()
    for act in Participation.objects.all():
        assert act.key.startswith("sealed:")
        assert f":{post.pk}" not in act.key.removeprefix("sealed:")
        assert act.key not in (f"post:{post.pk}", f"contribution:{contribution.pk}")
        at = act.occurred_at.astimezone(timezone.get_default_timezone())
        assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
        assert at.date() == post.created_at.astimezone(timezone.get_default_timezone()).date()
        keys.add(act.key)
    assert len(keys) == 2


def test_by_approval_it_counts_once(cast: Cast, discussion: Discussion) -> None:
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=True)
    post = quietly(discussion, cast.employee)
    assert not Participation.objects.exists()
    actions.approve_post(post, actor=cast.owner)
    assert Participation.objects.filter(person=cast.employee).count() == 2


def test_voices_count_names_alone(client: Client, cast: Cast, discussion: Discussion) -> None:
    """A count of people that knew the writers would tell whether one has spoken before."""
    actions.create_post(discussion, author=cast.employee, body="By name")
    for author in (cast.employee, cast.colleague, cast.colleague):
        quietly(discussion, author)
    client.force_login(cast.member)
    page = client.get(discussion.page.get_url())
    assert (page.context["voices"], page.context["unnamed"]) == (1, 3)
    assert "And 3 anonymous answers" in page.content.decode()
