"""The frame of every page: header, navigation, messages, language, colours."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Site

from discussions import shell
from discussions.shell import NavItem, Slot, register_name, register_nav_item, register_slot

BASE = "strategy_discussions/base.html"


@pytest.fixture(autouse=True)
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty registries, so that what other apps register doesn't show here."""
    monkeypatch.setattr(shell, "_slots", {})
    monkeypatch.setattr(shell, "_nav", {})
    monkeypatch.setattr(shell, "_names", [])


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site of every request here: the frame itself asks the database for nothing else."""
    site = Site(site_name="North Light")
    monkeypatch.setattr(Site, "find_for_request", staticmethod(lambda request: site))
    return site


def request_for(path: str = "/", user: Any = None) -> Any:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return request


def page(path: str = "/", user: Any = None, **context: Any) -> str:
    return render_to_string(BASE, context, request_for(path, user))


def links(html: str) -> dict[str, str]:
    """The links of the main navigation: label and aria-current ("" for none)."""
    found = re.findall(
        r'site-nav__link" href="[^"]*"(?: aria-current="(\w+)")?>.*?<span>(.*?)</span>', html
    )
    return {label: current for current, label in found}


def three_links() -> None:
    register_nav_item(NavItem("themes", "Themes", lambda request: "/hub/themes/", order=20))
    register_nav_item(NavItem("home", "Home", lambda request: "/hub/", order=10))
    register_nav_item(NavItem("desk", "Desk", lambda request: "http://testserver/hub/desk/"))


def test_a_page_without_a_request_still_renders() -> None:
    """Error pages are rendered without one."""
    html = render_to_string(BASE)
    assert "<main" in html
    assert "site-nav" not in html


def test_the_frame_has_no_inline_script_style_or_handler() -> None:
    three_links()
    html = page(user=User(pk=1, username="ada"))
    # A block of JSON is data: no policy runs it.
    assert re.findall(r"<script(?![^>]*(\bsrc=|application/json))", html) == []
    assert "<style" not in html
    assert re.findall(r"""\s(?:style|on[a-z]+)\s*=""", html) == []


def test_everything_the_frame_loads_is_a_file_of_this_site() -> None:
    loaded = re.findall(r'(?:<link[^>]*href|<script[^>]*src)="([^"]+)"', page())
    assert len(loaded) > 10
    assert all(address.startswith("/static/") for address in loaded)
    assert all(finders.find(address.removeprefix("/static/")) for address in loaded)


def test_the_colour_choice_is_applied_before_anything_is_drawn() -> None:
    html = page()
    theme = html.index("js/theme.js")
    assert theme < html.index('rel="stylesheet"')
    assert re.search(r'<script src="[^"]*theme.js"></script>', html)


def test_the_first_stop_of_the_keyboard_skips_to_the_content() -> None:
    html = page()
    body = html[html.index("<body") :]
    assert body.index('href="#content"') < body.index("<header")
    assert 'id="content"' in body


def test_links_come_in_order() -> None:
    three_links()
    assert list(links(page())) == ["Home", "Themes", "Desk"]


def test_the_link_to_this_page_is_current() -> None:
    three_links()
    assert links(page("/hub/themes/")) == {"Home": "", "Themes": "page", "Desk": ""}


def test_below_a_link_its_section_is_current() -> None:
    three_links()
    assert links(page("/hub/themes/growth/"))["Themes"] == "true"


def test_a_whole_address_counts_by_its_path() -> None:
    three_links()
    assert links(page("/hub/desk/4/"))["Desk"] == "true"


def test_an_address_that_only_begins_alike_is_not_the_section() -> None:
    three_links()
    assert links(page("/hub/themes-of-last-year/")) == {"Home": "true", "Themes": "", "Desk": ""}


def test_outside_of_every_link_none_is_current() -> None:
    three_links()
    assert set(links(page("/elsewhere/")).values()) == {""}


def test_a_link_without_an_address_is_left_out() -> None:
    register_nav_item(NavItem("desk", "Desk", lambda request: None))
    assert "site-nav" not in page()


def test_a_link_is_shown_only_to_those_it_is_for() -> None:
    register_nav_item(
        NavItem("desk", "Desk", lambda request: "/desk/", shown_to=lambda person: person.is_staff)
    )
    assert links(page(user=User(username="a", is_staff=True))) == {"Desk": ""}
    assert links(page(user=User(username="b"))) == {}


def test_the_brand_is_the_name_of_the_site() -> None:
    assert "<span>North Light</span>" in page()


def test_an_app_above_may_name_the_hub() -> None:
    register_name(lambda: "Compass")
    html = page()
    assert "<span>Compass</span>" in html
    assert "· Compass</title>" in html


def test_a_site_without_a_name_shows_the_name_of_the_installation(site: Site) -> None:
    site.site_name = ""
    assert "<span>Test host</span>" in page()


@pytest.mark.parametrize("name", ["header.brand", "header.tools", "header.person", "footer"])
def test_apps_above_fill_the_places_of_the_frame(name: str) -> None:
    register_slot(
        Slot(
            name,
            "strategy_discussions/includes/person.html",
            lambda context: {"person": User(username=f"filled-{name}")},
        )
    )
    assert f"filled-{name}" in page()


def test_a_filled_brand_replaces_the_name_of_the_site() -> None:
    register_slot(
        Slot(
            "header.brand",
            "strategy_discussions/includes/person.html",
            lambda context: {"person": User(username="own brand")},
        )
    )
    header = page().split("<header")[1].split("</header>")[0]
    assert "North Light" not in header


def test_a_signed_in_person_is_named_even_when_no_app_brings_a_menu() -> None:
    ada = User(pk=1, username="ada", first_name="Ada", last_name="Lovelace")
    assert 'aria-label="Ada Lovelace"' in page(user=ada)
    assert 'role="img"' not in page()


def test_messages_are_shown_with_their_tone_and_as_text() -> None:
    class Message:
        level_tag = "error"

        def __str__(self) -> str:
            return "Already declined <by> Omar"

    html = page(messages=[Message()])
    assert 'data-tone="error"' in html
    assert "Already declined &lt;by&gt; Omar" in html


def test_the_page_states_its_language_and_direction() -> None:
    assert '<html lang="en-gb" dir="ltr">' in page()
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in page()


def test_a_title_comes_before_the_name_of_the_site() -> None:
    source = '{% extends "' + BASE + '" %}{% block title %}Themes{% endblock %}'
    html = engines["django"].from_string(source).render({}, request_for())
    assert "<title>Themes · North Light</title>" in html


def test_the_frame_asks_the_database_for_nothing() -> None:
    """Without pytest's database mark, any query here fails the test."""
    three_links()
    assert "North Light" in page(user=User(pk=1, username="ada"))
