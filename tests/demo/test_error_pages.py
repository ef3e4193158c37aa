"""What the turnkey site answers when something cannot be had, done or found."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client

from strategy_hub.models import HubHomePage
from tests.cast import Cast, Hub

TEMPLATES = Path(__file__).parents[2] / "deploy" / "site" / "intranet" / "templates"


@pytest.fixture(autouse=True)
def of_the_site(settings: Any) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [TEMPLATES]}]


@pytest.fixture
def employee(cast: Cast, hub: Hub) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.employee)
    return client


def test_a_missing_page_keeps_the_frame_and_shows_a_way_back(employee: Client) -> None:
    response = employee.get("/no/such/page/")

    assert response.status_code == 404
    html = response.content.decode()
    assert "There is nothing at this address." in html
    assert "site-nav" in html


def test_a_page_for_others_looks_as_one_that_is_missing(employee: Client, hub: Hub) -> None:
    here = employee.get(hub.team_question_page.url).content.decode()
    assert "There is nothing at this address." in here
    assert hub.team_question_page.title not in here


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (PermissionDenied(), 403, "You may not do this."),
        (PermissionDenied("Only its owner decides."), 403, "Only its owner decides."),
        (SuspiciousOperation(), 400, "This request cannot be understood."),
        (RuntimeError("boom"), 500, "Something went wrong here."),
    ],
    ids=["refused", "refused with a reason", "damaged", "broken"],
)
def test_what_fails_says_what_to_do(
    employee: Client,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    words: str,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(HubHomePage, "get_context", fail)

    response = employee.get("/")

    assert response.status_code == status
    html = response.content.decode()
    assert words in html
    assert "boom" not in html
    assert "To the start page" in html


def test_a_form_from_another_session_is_not_lost(cast: Cast, hub: Hub) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.employee)

    response = client.post(f"/hub/discussions/{hub.discussion.pk}/posts/", {"body": "Ask."})

    assert response.status_code == 403
    assert "Go back, reload the page and send it again" in response.content.decode()
