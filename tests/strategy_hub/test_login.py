"""Signing in and out, and what the frame shows to whom."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction


def test_a_person_signs_in_and_arrives_where_they_were_going(client, cast, hub):
    response = client.post(
        f"/hub/login/?next={hub.update.url}", {"username": "employee", "password": "password"}
    )

    assert response.status_code == 302
    assert response.url == hub.update.url


@pytest.mark.parametrize(
    ("username", "password"),
    [("employee", "wrong"), ("nobody", "password"), ("deactivated", "password"), ("", "")],
)
def test_wrong_words_let_nobody_in(client, cast, username, password):
    response = client.post("/hub/login/", {"username": username, "password": password})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    if username:
        assert 'role="alert"' in response.content.decode()


def test_nobody_is_sent_to_another_site(client, cast):
    response = client.post(
        "/hub/login/?next=https://elsewhere.example/",
        {"username": "employee", "password": "password"},
    )

    assert response.url == "/"


def test_who_is_signed_in_already_learns_why_they_are_here(client, cast):
    client.force_login(cast.outsider)

    html = client.get("/hub/login/?next=/somewhere/").content.decode()

    assert "You are signed in as Otto Outsider" in html


def test_signing_out_takes_a_post_with_its_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.employee)

    assert client.get("/hub/logout/").status_code == 405
    assert client.post("/hub/logout/").status_code == 403
    assert "_auth_user_id" in client.session


def test_signed_out_people_are_back_at_the_login(client, cast):
    client.force_login(cast.employee)

    response = client.post("/hub/logout/")

    assert response.url == "/hub/login/"
    assert "_auth_user_id" not in client.session


def test_who_is_not_signed_in_finds_the_way_to_the_login_and_back(client, cast, hub):
    PageViewRestriction.objects.all().delete()

    html = client.get(f"{hub.update.url}?from=1&to=2").content.decode()

    assert 'href="/hub/login/?next=%2Fupdates%2Fwhere-we-stand%2F%3Ffrom%3D1%26to%3D2"' in html


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_login_page_does_not_offer_itself(client, cast, method):
    html = getattr(client, method)("/hub/login/").content.decode()

    assert 'href="/hub/login/' not in html


def test_the_menu_of_a_person_has_their_name_and_the_way_out(client, cast, hub):
    client.force_login(cast.employee)

    html = client.get(hub.home.url).content.decode()

    assert "Emma Employee" in html
    assert 'action="/hub/logout/"' in html
    assert "Edit pages" not in html


def test_editors_find_the_way_to_the_admin(client, admin_user, hub):
    client.force_login(admin_user)

    assert "Edit pages" in client.get(hub.home.url).content.decode()


def test_the_brand_leads_home(client, cast, hub, settings):
    settings.STRATEGY_HUB = {"NAME": "Where we go"}
    client.force_login(cast.employee)

    html = client.get("/hub/notifications/").content.decode()

    assert f'<a class="brand" href="{hub.home.url}">' in html
    assert "Where we go" in html


def test_a_name_with_markup_stays_text(client, cast, hub):
    cast.employee.first_name = "<script>alert(1)</script>"
    cast.employee.save()
    client.force_login(cast.employee)

    assert "<script>alert(1)" not in client.get(hub.home.url).content.decode()
