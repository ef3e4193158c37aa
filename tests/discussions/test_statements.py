"""What is written down once, and asked with other values: the same answers as a queryset's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.actions import choose_level, create_post
from discussions.models import Discussion, Post, Readership
from discussions.statements import Change, Finder, Slot, Statement, insert_once
from scorecard.models import WeeklyActivity
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast: Cast, hub: Hub) -> list[Post]:
    return [
        create_post(hub.discussion, author=author, body=f"By {author.username}")
        for author in (cast.employee, cast.colleague, cast.employee)
    ]


def written(queryset: Callable[[], Any]) -> tuple[Statement, list[int]]:
    """A statement, and a list that grows each time that it is written down."""
    times: list[int] = []

    def write() -> Any:
        times.append(1)
        return queryset()

    return Statement(write), times


def test_it_is_written_once_and_asked_with_other_values(cast: Cast, said: list[Post]) -> None:
    by, times = written(
        lambda: Post.objects.filter(author=Slot("who")).order_by("pk").values_list("pk")
    )
    assert by.rows(who=cast.employee.pk) == [(said[0].pk,), (said[2].pk,)]
    assert by.rows(who=cast.colleague.pk) == [(said[1].pk,)]
    assert by.rows(who=cast.owner.pk) == []
    assert times == [1]


def test_values_go_in_and_come_out_as_a_queryset_has_them(said: list[Post]) -> None:
    since: Any = Slot("since")
    newer = Statement(
        lambda: (
            Post.objects.filter(created_at__gte=since)
            .order_by("pk")
            .values_list("created_at", Exists(Post.objects.filter(parent=OuterRef("pk"))))
        )
    )
    assert newer.rows(since=said[1].created_at) == [
        (post.created_at, False) for post in said if post.created_at >= said[1].created_at
    ]
    assert newer.rows(since=timezone.now() + timedelta(days=1)) == []


def test_objects_come_with_what_is_selected_beside_them(
    said: list[Post], django_assert_num_queries: Any
) -> None:
    this = Finder(lambda: Post.objects.filter(pk=Slot("post")), "author", "parent")
    with django_assert_num_queries(1):
        post = this.first(post=said[1].pk)
        assert (post, post.author, post.parent) == (said[1], said[1].author, None)
        assert post.created_at == said[1].created_at
        assert not post._state.adding
    assert this.first(post=0) is None


def test_what_can_match_nothing_is_not_asked(django_assert_num_queries: Any) -> None:
    nobody = Finder(lambda: Post.objects.filter(Q(pk__in=[]), author=Slot("who")))
    with django_assert_num_queries(0):
        assert not nobody.holds(who=1)
        assert nobody.first(who=1) is None


def test_a_change_says_how_many_rows_it_changed(cast: Cast, hub: Hub) -> None:
    for person in (cast.employee, cast.owner):
        choose_level(hub.discussion, person=person, level="following")
    more = Change(
        lambda: (
            Readership.objects.filter(person=Slot("who")),
            {"seen_count": F("seen_count") + Slot("number")},
        )
    )
    assert more.apply(who=cast.employee.pk, number=3) == 1
    assert more.apply(who=cast.colleague.pk, number=3) == 0
    assert dict(Readership.objects.values_list("person", "seen_count")) == {
        cast.employee.pk: 3,
        cast.owner.pk: 0,
    }


def test_a_row_is_inserted_once_and_gets_its_number(cast: Cast, hub: Hub) -> None:
    def row() -> Readership:
        return Readership(discussion=hub.discussion, person=cast.employee, level="muted")

    first, second = row(), row()
    with CaptureQueriesContext(connection) as queries:
        assert insert_once(first, unique=("discussion_id", "person_id"))
        assert not insert_once(second, unique=("discussion_id", "person_id"))
    assert len(queries) == 2
    assert Readership.objects.get() == first
    assert second.pk is None


def test_a_column_is_added_up_with_the_stored_rows(db: None) -> None:
    for _time in range(3):
        week = timezone.now().date()
        row = WeeklyActivity(key="k", week=week, kind="post", channel="online", acts=2)
        assert insert_once(row, add="acts")
    assert WeeklyActivity.objects.get().acts == 6


def test_statements_of_the_house_answer_as_before_for_each_discussion(cast: Cast, hub: Hub) -> None:
    """One text for all: what was asked about one discussion says nothing about the next."""
    from discussions import access

    for discussion in Discussion.objects.order_by("pk"):
        visible = Discussion.objects.filter(pk=discussion.pk)
        for _name, person in cast:
            assert (
                access.may_see_discussion(person, discussion) == visible.visible_to(person).exists()
            )
