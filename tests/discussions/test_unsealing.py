"""Four eyes: one asks who wrote an anonymous post, another decides, and both are on the record."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from discussions import actions
from discussions.models import Post, Unsealing
from strategy_hub.actions.setup import set_up_hub
from strategy_hub.models import Notification
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
WHY = "It threatens somebody."
LIST = reverse("strategy_discussions:unsealings")


def give(person: User, *codenames: str) -> User:
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    actions.keep_discussion(hub.discussion, actor=cast.owner, allows_anonymous=True)
    return actions.create_post(
        hub.discussion, author=cast.employee, body="Said quietly", anonymous=True
    )


@pytest.fixture
def asker(cast: Cast) -> User:
    return give(cast.colleague, "request_unsealing")


@pytest.fixture
def decider(cast: Cast) -> User:
    return give(cast.member, "approve_unsealing")


@pytest.fixture
def unsealing(post: Post, asker: User) -> Unsealing:
    return actions.request_unsealing(post, actor=asker, reason=WHY)[0]


def see(client: Client, person: Any, unsealing: Unsealing) -> Any:
    client.force_login(person)
    return client.get(reverse("strategy_discussions:unsealing", args=[unsealing.pk]))


def test_two_people_learn_the_name_and_nobody_else(
    client: Client, cast: Cast, unsealing: Unsealing, asker: User, decider: User
) -> None:
    other = give(cast.office, "request_unsealing", "approve_unsealing")
    for person in (asker, decider, other):
        assert "Emma" not in see(client, person, unsealing).content.decode()
    actions.approve_unsealing(unsealing, actor=decider, reason="It does indeed.")
    for person in (asker, decider):
        assert "Emma Employee" in see(client, person, unsealing).content.decode()
        assert "Emma" not in client.get(LIST).content.decode()
    assert "Emma" not in see(client, other, unsealing).content.decode()
    for nobody in (cast.owner, cast.facilitator, cast.employee):
        assert see(client, nobody, unsealing).status_code == 404
        assert client.get(LIST).status_code == 404


def test_each_step_stands_in_the_history_without_the_name(
    unsealing: Unsealing, decider: User
) -> None:
    actions.refuse_unsealing(unsealing, actor=decider, reason="It threatens nobody.")
    assert unsealing.outcome == Unsealing.Outcome.REFUSED
    again, is_new = actions.request_unsealing(
        unsealing.post, actor=unsealing.requested_by, reason="Read the second line."
    )
    assert is_new
    actions.approve_unsealing(again, actor=decider, reason="I see it now.")
    entries = PageLogEntry.objects.filter(action__contains="unsealing").order_by("pk")
    said = [entry.formatter.format_message(entry) for entry in entries]
    assert len(said) == 4
    assert WHY in said[0]
    assert "Refused to tell Carl Colleague" in said[1]
    assert "Approved that Carl Colleague learns" in said[3]
    assert not any("Emma" in one for one in [*said, *(str(entry.data) for entry in entries)])


def test_the_writer_is_told_at_approval_and_not_before(
    cast: Cast, unsealing: Unsealing, decider: User
) -> None:
    mine = Notification.objects.filter(person=cast.employee, kind="unsealed")
    assert not mine.exists()
    actions.approve_unsealing(unsealing, actor=decider, reason="It does indeed.")
    assert mine.get().sentence == (
        "About your anonymous post: Carl Colleague and Mina Member learnt that you wrote it"
        " (“Growth”)."
    )
    assert mine.get().excerpt == WHY


def test_who_may_decide_is_asked_once_and_nobody_else(
    client: Client, cast: Cast, post: Post, asker: User, decider: User, admin_user: User
) -> None:
    give(cast.employee, "approve_unsealing")  # who wrote it
    give(cast.outsider, "approve_unsealing")  # who does not see the page
    cast.office.groups.add(group := Group.objects.create(name="Works council"))
    group.permissions.add(*Permission.objects.filter(codename="approve_unsealing"))
    give(cast.office, "approve_unsealing")
    unsealing, _is_new = actions.request_unsealing(post, actor=asker, reason=WHY)
    actions.request_unsealing(post, actor=asker, reason="And once more, please.")
    asked = Notification.objects.filter(kind="unseal_asked")
    assert {one.person for one in asked} == {decider, cast.office, admin_user}
    assert {one.sentence for one in asked} == {
        "Carl Colleague asks who wrote an anonymous post in “Growth”. You may decide."
    }
    assert {one.excerpt for one in asked} == {WHY}
    client.force_login(decider)
    answer = client.get(asked.get(person=decider).get_absolute_url())
    assert answer["Location"] == reverse("strategy_discussions:unsealing", args=[unsealing.pk])


@pytest.mark.parametrize(
    ("act", "verb"),
    [(actions.approve_unsealing, "approved"), (actions.refuse_unsealing, "refused")],
)
def test_who_asked_hears_the_decision_and_the_others_are_asked_no_longer(
    client: Client, cast: Cast, post: Post, asker: User, decider: User, act: Any, verb: str
) -> None:
    give(cast.office, "approve_unsealing")
    unsealing, _is_new = actions.request_unsealing(post, actor=asker, reason=WHY)
    asked = Notification.objects.filter(kind="unseal_asked")
    client.force_login(decider)
    client.get(asked.get(person=decider).get_absolute_url())
    act(unsealing, actor=decider, reason="I have read it twice.")
    assert [one.person for one in asked] == [decider]
    heard = Notification.objects.get(kind="unseal_decided")
    assert heard.person == asker
    assert heard.excerpt == "I have read it twice."
    assert heard.sentence == (
        f"Mina Member {verb} your request about an anonymous post in “Growth”."
    )


def test_nobody_does_both_not_even_a_superuser(
    client: Client, post: Post, admin_user: User, cast: Cast
) -> None:
    unsealing, _is_new = actions.request_unsealing(post, actor=admin_user, reason=WHY)
    with pytest.raises(PermissionDenied):
        actions.approve_unsealing(unsealing, actor=admin_user, reason="I may do all.")
    page = see(client, admin_user, unsealing)
    assert "somebody else decides" in page.content.decode()
    address = reverse("strategy_discussions:unsealing", args=[unsealing.pk])
    data = {"decision": "approve", "reason": "I may do all."}
    assert client.post(address, data).status_code == 404
    unsealing.decided_by = admin_user
    with pytest.raises(IntegrityError), transaction.atomic():
        unsealing.save()


def test_the_writer_has_no_part_in_it(cast: Cast, unsealing: Unsealing, post: Post) -> None:
    writer = give(cast.employee, "request_unsealing", "approve_unsealing")
    assert not Unsealing.objects.visible_to(writer).exists()
    for act in (actions.approve_unsealing, actions.refuse_unsealing):
        with pytest.raises(PermissionDenied):
            act(unsealing, actor=writer, reason="Leave me alone.")
    with pytest.raises(PermissionDenied):
        actions.request_unsealing(post, actor=writer, reason="Who am I, really?")


def test_who_may_only_ask_does_not_decide_and_the_other_way_round(
    cast: Cast, unsealing: Unsealing, post: Post, decider: User
) -> None:
    second = give(cast.deputy, "request_unsealing")
    with pytest.raises(PermissionDenied):
        actions.approve_unsealing(unsealing, actor=second, reason="I agree with it.")
    with pytest.raises(PermissionDenied):
        actions.request_unsealing(post, actor=decider, reason=WHY)
    with pytest.raises(PermissionDenied):
        actions.request_unsealing(post, actor=cast.facilitator, reason=WHY)


def test_a_post_with_a_name_is_not_asked_about(cast: Cast, hub: Hub, asker: User) -> None:
    named = actions.create_post(hub.discussion, author=cast.employee, body="By name")
    with pytest.raises(PermissionDenied):
        actions.request_unsealing(named, actor=asker, reason=WHY)


def test_it_takes_a_reason_and_one_request_at_a_time(
    post: Post, unsealing: Unsealing, asker: User, decider: User, admin_user: User
) -> None:
    for reason in ("", "Because.", "x" * 501):
        with pytest.raises(ValidationError):
            actions.approve_unsealing(unsealing, actor=decider, reason=reason)
    assert actions.request_unsealing(post, actor=admin_user, reason=WHY) == (unsealing, False)
    actions.refuse_unsealing(unsealing, actor=decider, reason="It threatens nobody.")
    with pytest.raises(ValidationError):
        actions.approve_unsealing(unsealing, actor=admin_user, reason="But it does so.")


def test_the_way_through_the_screens(
    client: Client, hub: Hub, post: Post, asker: User, decider: User
) -> None:
    client.force_login(asker)
    ask = reverse("strategy_discussions:request_unsealing", args=[post.pk])
    page = client.get(hub.theme_page.get_url()).content.decode()
    link = page[page.index(f'href="{ask}"') :]
    assert "hidden" not in link[: link.index(">")]
    assert client.post(ask, {"reason": "Short"}).status_code == 422
    answer = client.post(ask, {"reason": WHY})
    address = answer["Location"]
    client.force_login(decider)
    page = client.get(hub.theme_page.get_url()).content.decode()
    link = page[page.index(f'href="{ask}"') :]
    assert "hidden" in link[: link.index(">")]
    assert LIST in page
    assert client.post(address, {"decision": "approve", "reason": "No"}).status_code == 422
    client.post(address, {"decision": "approve", "reason": "It does indeed."})
    assert "Emma Employee" in client.get(address).content.decode()


def test_setting_the_hub_up_lets_nobody_unseal(cast: Cast, hub: Hub) -> None:
    set_up_hub()
    given = Permission.objects.filter(codename__in=["request_unsealing", "approve_unsealing"])
    assert given.count() == 2
    assert not given.filter(group__isnull=False).exists()
