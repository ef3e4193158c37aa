"""The covenant: asked for once per version before the first post, and on the record."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Covenant, CovenantAcceptance, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast: Cast) -> User:
    cast.office.user_permissions.add(
        Permission.objects.get(
            codename="add_covenant", content_type__app_label="strategy_discussions"
        )
    )
    return User.objects.get(pk=cast.office.pk)


@pytest.fixture
def covenant(keeper: User) -> Covenant:
    return actions.publish_covenant(text="<p>We argue about matters, kindly.</p>", actor=keeper)


def send(client: Client, hub: Hub, **data: Any) -> Any:
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    return client.post(address, {"body": "My first word", **data})


def test_without_a_covenant_nothing_is_asked(client: Client, cast: Cast, hub: Hub) -> None:
    client.force_login(cast.employee)
    assert "data-covenant" not in client.get(hub.theme_page.get_url()).content.decode()
    assert send(client, hub).status_code == 302


def test_it_is_asked_before_the_first_post_and_the_text_survives(
    client: Client, cast: Cast, hub: Hub, covenant: Covenant
) -> None:
    client.force_login(cast.employee)
    assert "We argue about matters" in client.get(hub.theme_page.get_url()).content.decode()
    answer = send(client, hub)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Read the covenant and accept it" in page
    assert "My first word" in page
    assert "We argue about matters" in page
    assert not Post.objects.exists()


def test_it_is_accepted_with_the_first_post_and_asked_no_more(
    client: Client, cast: Cast, hub: Hub, covenant: Covenant
) -> None:
    client.force_login(cast.employee)
    assert send(client, hub, covenant=covenant.number).status_code == 302
    acceptance = CovenantAcceptance.objects.get()
    assert (acceptance.person, acceptance.covenant) == (cast.employee, covenant)
    assert "data-covenant" not in client.get(hub.theme_page.get_url()).content.decode()
    assert send(client, hub).status_code == 302
    assert CovenantAcceptance.objects.get() == acceptance


def test_a_new_version_asks_everybody_again_and_the_old_record_stays(
    client: Client, cast: Cast, hub: Hub, keeper: User, covenant: Covenant
) -> None:
    actions.accept_covenant(number=1, actor=cast.employee)
    actions.publish_covenant(text="<p>And briefly.</p>", change="Brevity", actor=keeper)
    client.force_login(cast.employee)
    answer = send(client, hub, covenant=1)
    assert answer.status_code == 422
    assert "has changed meanwhile" in answer.content.decode()
    assert "And briefly." in answer.content.decode()
    assert send(client, hub, covenant=2).status_code == 302
    accepted = CovenantAcceptance.objects.order_by("pk").values_list("covenant__number", flat=True)
    assert list(accepted) == [1, 2]


def test_accepting_twice_keeps_the_first_time(cast: Cast, covenant: Covenant) -> None:
    first = actions.accept_covenant(number=1, actor=cast.employee)
    assert actions.accept_covenant(number=1, actor=cast.employee) == first


def test_an_unknown_version_cannot_be_accepted(cast: Cast, covenant: Covenant) -> None:
    with pytest.raises(ValidationError):
        actions.accept_covenant(number=7, actor=cast.employee)


def test_a_published_version_never_changes(covenant: Covenant) -> None:
    covenant.text = "<p>Nothing of the kind.</p>"
    for act in (covenant.save, covenant.delete):
        with pytest.raises(TypeError):
            act()


def test_only_who_keeps_the_covenant_publishes_it(cast: Cast, hub: Hub) -> None:
    with pytest.raises(PermissionDenied):
        actions.publish_covenant(text="<p>Mine.</p>", actor=cast.owner)


def test_who_may_not_post_is_not_asked(
    client: Client, cast: Cast, hub: Hub, covenant: Covenant
) -> None:
    actions.close_discussion(hub.discussion, actor=cast.owner)
    client.force_login(cast.employee)
    assert "data-covenant" not in client.get(hub.theme_page.get_url()).content.decode()
