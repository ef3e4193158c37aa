"""Reports: a reader's word, the moderators' queue, and what becomes of it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from discussions import actions
from discussions.models import Discussion, Post
from discussions.signals import reports_settled
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="Heated words")


def counts(hub: Hub) -> tuple[int, int]:
    discussion = Discussion.objects.get(pk=hub.discussion.pk)
    return discussion.pending_count, discussion.reported_count


def test_a_report_is_made_once_per_person_and_post(cast: Cast, hub: Hub, post: Post) -> None:
    _report, is_new = actions.report_post(post, actor=cast.colleague, reason="Rude")
    _again, is_new_again = actions.report_post(post, actor=cast.colleague, reason="Very rude")
    actions.report_post(post, actor=cast.member, reason="Rude indeed")
    assert (is_new, is_new_again) == (True, False)
    assert [report.reason for report in post.reports.all()] == ["Rude", "Rude indeed"]
    assert counts(hub) == (0, 1)


def test_nobody_reports_themselves_or_what_they_do_not_see(cast: Cast, post: Post) -> None:
    for person in (cast.employee, cast.outsider, cast.deactivated, cast.anonymous):
        with pytest.raises(PermissionDenied):
            actions.report_post(post, actor=person, reason="Rude")
    actions.hide_post(post, actor=cast.owner, reason="Rude")
    with pytest.raises(PermissionDenied):
        actions.report_post(post, actor=cast.colleague, reason="Rude")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_a_report_needs_a_short_reason(cast: Cast, post: Post, reason: str) -> None:
    with pytest.raises(ValidationError):
        actions.report_post(post, actor=cast.colleague, reason=reason)


def test_hiding_upholds_and_dismissing_settles_every_open_report(
    cast: Cast, hub: Hub, post: Post
) -> None:
    other = actions.create_post(hub.discussion, author=cast.employee, body="Other words")
    heard: list[Any] = []

    def hear(reports: Any, **kwargs: Any) -> None:
        heard.extend((report.reporter, report.outcome, report.note) for report in reports)

    reports_settled.connect(hear)
    for each in (post, other):
        actions.report_post(each, actor=cast.colleague, reason="Rude")
    actions.hide_post(post, actor=cast.facilitator, reason="It names a customer.")
    actions.dismiss_reports(other, actor=cast.facilitator, note="It is a fair question.")
    assert heard == [
        (cast.colleague, "upheld", "It names a customer."),
        (cast.colleague, "dismissed", "It is a fair question."),
    ]
    assert counts(hub) == (0, 0)


def test_a_withdrawn_post_leaves_the_queue(cast: Cast, hub: Hub, post: Post) -> None:
    actions.report_post(post, actor=cast.colleague, reason="Rude")
    actions.delete_post(post, actor=cast.employee)
    assert post.reports.get().outcome == "moot"
    assert counts(hub) == (0, 0)


def test_the_queue_holds_what_waits_longest_first_without_ones_own(
    cast: Cast, hub: Hub, post: Post
) -> None:
    mine = actions.create_post(hub.discussion, author=cast.facilitator, body="A word from me")
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    held = actions.create_post(hub.discussion, author=cast.colleague, body="Held")
    for each in (post, mine):
        actions.report_post(each, actor=cast.colleague, reason="Rude")
    assert list(Post.objects.waiting_for(cast.facilitator)) == [held, post]
    assert list(Post.objects.waiting_for(cast.owner)) == [held, post, mine]
    for person in (cast.employee, cast.executive, cast.outsider):
        assert not Post.objects.waiting_for(person).exists()


def test_nobody_dismisses_reports_of_their_own_post(cast: Cast, hub: Hub) -> None:
    mine = actions.create_post(hub.discussion, author=cast.facilitator, body="A word from me")
    actions.report_post(mine, actor=cast.colleague, reason="Rude")
    with pytest.raises(PermissionDenied):
        actions.dismiss_reports(mine, actor=cast.facilitator, note="I find it fine.")


def test_nobody_is_judged_in_a_discussion_that_the_moderator_does_not_see(
    cast: Cast, hub: Hub
) -> None:
    secret = actions.create_post(hub.team_discussion, author=cast.member, body="Psst")
    with pytest.raises(PermissionDenied):
        actions.dismiss_reports(secret, actor=cast.owner, note="Fine")
    assert not Post.objects.waiting_for(cast.owner).exists()
