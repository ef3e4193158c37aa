"""Questions that are written down once answer as the querysets do that they were made of."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Case, Value, When
from django.test.utils import CaptureQueriesContext

from discussions import actions
from discussions.models import Discussion, Post, Vote
from discussions.prepared import Member, Prepared
from discussions.views.orders import NEWEST, posts_before
from discussions.views.sheets import read_sheet
from discussions.views.visits import visit_of, visit_on, visit_to
from tests.cast import Cast, Hub, restrict

pytestmark = pytest.mark.django_db


def titles(kind: tuple[bool, bool, bool], person: Any, least: int) -> Any:
    seen = Discussion.objects.visible_to(Member(person, *kind)).filter(post_count__gte=least)
    return seen.order_by("pk").values_list("title", "created_at", "is_primary", own(person))


def own(person: Any) -> Case:
    return Case(When(created_by=person, then=Value(True)), default=Value(False))


def test_every_person_gets_the_answer_of_the_queryset(cast: Cast, hub: Hub) -> None:
    restrict(hub.theme_page, "Team")
    Discussion.objects.filter(page=hub.question_page).update(created_by=cast.employee)
    cast.owner.is_superuser = True
    gone = cast.colleague
    gone.is_active = False
    question = Prepared(titles, "person", "least")
    for person in (cast.employee, cast.member, cast.owner, gone, AnonymousUser(), cast.outsider):
        expected = Discussion.objects.visible_to(person).order_by("pk")
        rows = question.rows(Member.kind_of(person), person=person.pk, least=0)
        columns = expected.values_list("title", "created_at", "is_primary", own(person.pk))
        assert rows == list(columns), person


def test_other_values_are_asked_without_writing_anew(cast: Cast, hub: Hub) -> None:
    written = []

    def write(discussion: int) -> Any:
        written.append(discussion)
        return Discussion.objects.filter(pk=discussion).values_list("pk")

    question = Prepared(write, "discussion")
    for discussion in Discussion.objects.all():
        with CaptureQueriesContext(connection) as queries:
            assert question.rows(discussion=discussion.pk) == [(discussion.pk,)]
        assert len(queries) == 1
    assert question.rows(discussion=0) == []
    assert len(written) == 1


def test_a_value_that_would_not_be_asked_about_is_refused(cast: Cast, hub: Hub) -> None:
    question = Prepared(lambda discussion: Discussion.objects.values_list("pk"), "discussion")
    with pytest.raises(TypeError, match="discussion"):
        question.rows(discussion=1)


def test_whoever_does_not_see_a_discussion_has_no_visit_to_it(cast: Cast, hub: Hub) -> None:
    restrict(hub.theme_page, "Team")
    number = hub.discussion.pk
    for person in (cast.employee, cast.outsider, AnonymousUser()):
        assert visit_to(person, number) is None
    seen = Discussion.objects.visible_to(cast.member).filter(pk=number).exists()
    assert (visit_to(cast.member, number) is not None) == seen


def test_a_visit_knows_the_discussion_its_page_and_what_was_read(cast: Cast, hub: Hub) -> None:
    actions.choose_level(hub.discussion, person=cast.employee, level="following")
    for visit in (
        visit_to(cast.employee, hub.discussion.pk),
        visit_of(cast.employee, hub.discussion),
        visit_on(cast.employee, hub.theme_page),
    ):
        assert visit is not None
        assert visit.discussion == hub.discussion
        assert visit.discussion.title == hub.discussion.title
        assert visit.discussion.created_at == hub.discussion.created_at
        assert visit.discussion.page.url_path == hub.theme_page.url_path
        assert visit.readership is not None
        assert visit.readership.level == "following"
        assert not visit.asked_covenant
    visit = visit_of(cast.colleague, hub.discussion)
    assert visit.readership is None


def test_a_visit_is_asked_for_the_covenant_until_it_is_accepted(cast: Cast, hub: Hub) -> None:
    cast.facilitator.is_superuser = True
    covenant = actions.publish_covenant(text="<p>Be kind.</p>", actor=cast.facilitator)
    assert visit_of(cast.employee, hub.discussion).asked_covenant
    actions.accept_covenant(number=covenant.number, actor=cast.employee)
    assert not visit_of(cast.employee, hub.discussion).asked_covenant
    assert visit_of(cast.colleague, hub.discussion).asked_covenant
    assert not visit_of(AnonymousUser(), hub.discussion).asked_covenant


def test_every_page_of_posts_is_that_of_the_queryset(cast: Cast, hub: Hub, settings: Any) -> None:
    settings.STRATEGY_HUB = {"POSTS_PER_PAGE": 3}
    discussion, parent = hub.discussion, None
    for number in range(11):
        post = actions.create_post(
            discussion, author=cast.colleague, body=f"Number {number}", parent=parent
        )
        parent = post if number % 3 else None
        if number % 4 == 0:
            actions.support_post(post, actor=cast.employee)
    posts = list(Post.objects.filter(discussion=discussion).in_tree_order())
    first = read_sheet(discussion, NEWEST, None, cast.employee)
    assert [look.pk for look in first.posts] == [post.pk for post in posts[:3]]
    assert (first.start, first.previous, first.next) == (None, None, posts[3].pk)
    for place, start in enumerate(posts):
        sheet = read_sheet(discussion, NEWEST, start.pk, cast.employee)
        shown = posts[place : place + 3]
        assert [look.pk for look in sheet.posts] == [post.pk for post in shown]
        assert sheet.next == (posts[place + 3].pk if place + 3 < len(posts) else None)
        above = list(posts_before(discussion, NEWEST, start, limit=4))
        assert sheet.previous == (above[2].pk if len(above) == 4 else None)
        votes = Vote.objects.filter(person=cast.employee, post__in=shown)
        assert sheet.marks.supported == set(votes.values_list("post", flat=True))


def test_a_post_of_another_discussion_is_no_place_to_begin(cast: Cast, hub: Hub) -> None:
    other = hub.question_page.primary_discussion
    foreign = actions.create_post(other, author=cast.colleague, body="Elsewhere")
    actions.create_post(hub.discussion, author=cast.colleague, body="Here")
    sheet = read_sheet(hub.discussion, NEWEST, foreign.pk, cast.employee)
    assert sheet.start is None
    assert [look.pk for look in sheet.posts] == list(
        hub.discussion.posts.values_list("pk", flat=True)
    )
