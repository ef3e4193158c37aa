"""Content-Security-Policy: strict on the hub, wider in the admin, none of ours elsewhere."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from strategy_hub.middleware import ContentSecurityPolicyMiddleware
from tests.cast import Cast, Hub


def policy_of(response: Any) -> dict[str, list[str]]:
    header = response.headers.get("Content-Security-Policy", "")
    parts = [directive.split() for directive in header.split(";") if directive.strip()]
    return {name: values for name, *values in parts}


@pytest.fixture
def signed_in(client: Any, cast: Cast, hub: Hub) -> Any:
    client.force_login(cast.employee)
    return client


@pytest.mark.parametrize("address", ["/hub/login/", "/hub/notifications/"])
def test_views_of_the_hub_are_strict(signed_in, address):
    policy = policy_of(signed_in.get(address))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert policy["base-uri"] == policy["object-src"] == ["'none'"]


def test_pages_of_the_hub_are_strict(signed_in, hub):
    for page in (hub.home, hub.updates, hub.update):
        policy = policy_of(signed_in.get(page.url))
        assert policy["default-src"] == ["'none'"]
        assert not any("'unsafe-inline'" in sources for sources in policy.values())


def test_a_refused_address_of_the_hub_is_strict(signed_in):
    response = signed_in.get("/hub/files/none.mp4")

    assert response.status_code == 404
    assert policy_of(response)["default-src"] == ["'none'"]


def test_the_admin_may_run_its_own_inline_scripts(admin_client):
    policy = policy_of(admin_client.get("/admin/"))

    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["frame-ancestors"] == ["'self'"]


def test_other_pages_are_the_hosts_affair(client, db):
    assert policy_of(client.get("/healthz/")) == {}


def test_the_hosts_own_policy_covers_the_rest(client, db, settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["https://host.example"]}}

    assert policy_of(client.get("/healthz/"))["default-src"] == ["https://host.example"]
    assert policy_of(client.get("/hub/login/"))["default-src"] == ["'none'"]


def test_options_replace_single_directives(client, db, settings):
    settings.STRATEGY_HUB = {"CSP_HUB": {"img-src": ["'self'", "https://images.example"]}}

    policy = policy_of(client.get("/hub/login/"))

    assert policy["img-src"] == ["'self'", "https://images.example"]
    assert policy["script-src"] == ["'self'"]


def test_a_view_with_a_policy_of_its_own_keeps_it(rf: RequestFactory, settings):
    response: Any = HttpResponse()
    response._csp_config = {"default-src": ["'self'"]}
    request = rf.get("/admin/")
    request.resolver_match = None

    ContentSecurityPolicyMiddleware(lambda request: response)(request)

    assert policy_of(response) == {"default-src": ["'self'"]}


def test_a_host_without_the_admin_still_answers(rf: RequestFactory, settings):
    settings.ROOT_URLCONF = "strategy_hub.healthz"
    request = rf.get("/somewhere/")
    request.resolver_match = None

    response = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(request)

    assert policy_of(response) == {}
