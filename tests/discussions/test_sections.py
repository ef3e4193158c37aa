"""The pages at which sections begin: read together, and only those that the person may see."""

from typing import Any

import pytest
from django.test import RequestFactory

from discussions.sections import sections_of_viewer
from strategy_hub.models import HubHomePage, UpdateIndexPage
from strategy_hub.shell import home_address
from tests.cast import Cast, Hub, restrict
from themes.models import QuestionPage, ThemeIndexPage
from themes.shell import themes_address

pytestmark = pytest.mark.django_db


def request_of(person: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = person
    return request


def begins(person: Any) -> dict[str, list[int]]:
    request = request_of(person)
    kinds = (HubHomePage, ThemeIndexPage, UpdateIndexPage)
    return {
        kind.__name__: [page.pk for page in sections_of_viewer(request, kind)] for kind in kinds
    }


def test_each_person_finds_the_beginnings_they_may_see(cast: Cast, hub: Hub) -> None:
    restrict(hub.themes, "Team")
    everything = {
        "HubHomePage": [hub.home.pk],
        "ThemeIndexPage": [hub.themes.pk],
        "UpdateIndexPage": [hub.updates.pk],
    }
    assert begins(cast.member) == everything
    assert begins(cast.employee) == {**everything, "ThemeIndexPage": []}
    assert not any(begins(cast.outsider).values())
    assert not any(begins(cast.anonymous).values())


def test_what_is_not_published_begins_nothing(cast: Cast, hub: Hub) -> None:
    hub.updates.unpublish()
    assert begins(cast.employee)["UpdateIndexPage"] == []


def test_they_come_in_the_order_of_the_tree(cast: Cast, hub: Hub) -> None:
    earlier = hub.home.add_child(instance=ThemeIndexPage(title="Before"))
    earlier.move(hub.home, pos="first-child")
    assert begins(cast.employee)["ThemeIndexPage"] == [earlier.pk, hub.themes.pk]


def test_the_frame_reads_them_in_one_query(
    cast: Cast, hub: Hub, django_assert_num_queries: Any
) -> None:
    begins(cast.employee)  # content types are remembered from here on
    with django_assert_num_queries(1):
        begins(cast.employee)


def test_the_links_of_the_frame_lead_there(cast: Cast, hub: Hub) -> None:
    request = request_of(cast.employee)
    assert home_address(request) == hub.home.get_url(request)
    assert themes_address(request) == hub.themes.get_url(request)
    assert home_address(request_of(cast.outsider)) is None
    assert themes_address(request_of(cast.outsider)) is None


def test_a_type_that_nobody_named_is_an_error(cast: Cast, hub: Hub) -> None:
    with pytest.raises(KeyError):
        sections_of_viewer(request_of(cast.employee), QuestionPage)
