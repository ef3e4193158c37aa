"""Anonymous posts at the same moment: one account for all, one post for one form, one decision."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User

from discussions import actions
from discussions.models import Post, SealedAuthor, Unsealing
from discussions.naming import ANONYMOUS_USERNAME
from tests.cast import Cast, Hub

from .test_races import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_sent_many_times_is_one_post_with_a_name_or_without(cast: Cast, hub: Hub) -> None:
    actions.keep_discussion(hub.discussion, actor=None, allows_anonymous=True)

    def send(anonymous: bool) -> Post:
        return actions.create_post(
            hub.discussion,
            author=cast.employee,
            body="Once",
            submission_key="k1",
            anonymous=anonymous,
        )

    results = at_once(partial(send, number % 3 > 0) for number in range(12))
    assert failures(results) == []
    assert len({post.pk for post in results}) == Post.objects.count() == 1


def test_first_posts_of_several_people_make_one_account(cast: Cast, hub: Hub) -> None:
    actions.keep_discussion(hub.discussion, actor=None, allows_anonymous=True)
    people = [cast.employee, cast.colleague, cast.member, cast.executive]

    def write(person: User) -> Post:
        return actions.create_post(hub.discussion, author=person, body="Quietly", anonymous=True)

    results = at_once(partial(write, person) for person in people)
    assert failures(results) == []
    assert get_user_model().objects.filter(username=ANONYMOUS_USERNAME).count() == 1
    sealed = SealedAuthor.objects.values_list("person", flat=True)
    assert sorted(sealed) == sorted(person.pk for person in people)


def test_two_who_decide_at_once_decide_once(cast: Cast, hub: Hub) -> None:
    actions.keep_discussion(hub.discussion, actor=None, allows_anonymous=True)
    post = actions.create_post(hub.discussion, author=cast.employee, body="Quietly", anonymous=True)
    by_hand = Permission.objects.filter(codename__in=["request_unsealing", "approve_unsealing"])
    for person in (cast.office, cast.executive, cast.deputy):
        person.user_permissions.add(*by_hand)
    office, executive, deputy = (
        User.objects.get(pk=person.pk) for person in (cast.office, cast.executive, cast.deputy)
    )
    unsealing, _new = actions.request_unsealing(post, actor=office, reason="It has to be known.")

    def decide(act: Callable[..., Unsealing], person: User) -> Unsealing:
        found = Unsealing.objects.get(pk=unsealing.pk)
        return act(found, actor=person, reason="So it has to be.")

    results = at_once(
        [
            partial(decide, actions.approve_unsealing, executive),
            partial(decide, actions.refuse_unsealing, deputy),
        ]
    )
    assert [error.code for error in failures(results)] == ["decided"]
    assert Unsealing.objects.get().decided_by in (cast.executive, cast.deputy)
