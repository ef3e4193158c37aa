"""System checks: what is wrong in a host, and how to mend it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection

from strategy_hub import checks

INMEMORY = "channels.layers.InMemoryChannelLayer"
PUBSUB = checks.PUBSUB_LAYER


def found(**kwargs: Any) -> dict[str, str]:
    """Our messages by id, each with its hint."""
    messages = run_checks(**kwargs)
    ours = [message for message in messages if (message.id or "").startswith("strategy_hub.")]
    return {str(message.id).removeprefix("strategy_hub."): message.hint or "" for message in ours}


def redis(settings: Any, backend: str, **config: Any) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": config}}


def test_the_host_of_the_tests_is_sound():
    assert found(include_deployment_checks=True) == {}


def test_guardian_must_answer_for_object_permissions(settings):
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

    assert checks.GUARDIAN_BACKEND in found()["E001"]


def test_an_unknown_option_is_named_with_those_that_exist(settings):
    settings.STRATEGY_HUB = {"K_ANONIMITY": 10}

    assert "K_ANONYMITY" in found()["E002"]


@pytest.mark.parametrize(("k", "is_wrong"), [(4, True), (0, True), (5, False), (10, False)])
def test_small_groups_stay_hidden(settings, k, is_wrong):
    settings.STRATEGY_HUB = {"K_ANONYMITY": k}

    assert ("E003" in found()) is is_wrong


@pytest.mark.parametrize(
    "path", ["no_dots", "tests.nowhere.render", "discussions.markdown.nothing", 5, ""]
)
def test_a_renderer_that_is_not_there_is_named(settings, path):
    settings.STRATEGY_HUB = {"BODY_RENDERER": path}

    assert "discussions.markdown.to_html" in found()["E017"]


def test_a_renderer_has_to_be_a_function(settings):
    settings.STRATEGY_HUB = {"BODY_RENDERER": "tests.testapp.newsroom.bodies.CALLED_A_RENDERER"}

    assert "E017" in found()


@pytest.mark.parametrize(
    "wrong",
    [
        {"THANKS_DUE_DAYS": 0},
        {"DECISION_DUE_DAYS": "ten"},
        {"DUE_SOON_DAYS": -1},
        {"OFFICE_ESCALATION_DAYS": 0},
    ],
)
def test_a_clock_runs_for_a_number_of_days(settings, wrong):
    settings.STRATEGY_HUB = wrong

    assert next(iter(wrong)) in found()["E018"]


@pytest.mark.parametrize(("place", "is_wrong"), [("NZ-WGN", False), ("DE", False), ("XX", True)])
def test_the_place_of_the_holidays_has_to_be_known(settings, place, is_wrong):
    settings.STRATEGY_HUB = {"HOLIDAYS": place}

    assert ("E019" in found()) is is_wrong


def test_media_must_be_private(settings):
    settings.WAGTAILMEDIA = {"MEDIA_MODEL": "wagtailmedia.Media"}

    assert "strategy_hub.HubMedia" in found()["E004"]


@pytest.mark.parametrize(("inside", "is_wrong"), [("media/private", True), ("private", False)])
def test_private_files_must_not_lie_among_public_ones(settings, tmp_path: Path, inside, is_wrong):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": str(tmp_path / inside)}

    assert ("E005" in found()) is is_wrong


def test_a_private_storage_of_the_hosts_own_is_the_hosts_affair(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "strategy_private": settings.STORAGES["default"]}
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": str(tmp_path / "private")}

    assert "E005" not in found()


@pytest.mark.parametrize(("workers", "is_wrong"), [("4", True), ("1", False), ("", False)])
def test_several_processes_need_a_shared_layer(settings, monkeypatch, workers, is_wrong):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": INMEMORY}}
    monkeypatch.setenv("WEB_CONCURRENCY", workers)

    assert ("E006" in found()) is is_wrong


def test_any_host_is_refused_in_deployment_alone(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert "E007" not in found()
    assert "E007" in found(include_deployment_checks=True)


def test_the_file_sender_must_be_known(settings):
    settings.STRATEGY_HUB = {"FILE_SENDER": "apache"}

    assert "x-accel" in found()["E008"]


@pytest.mark.parametrize(
    ("login_url", "is_wrong"),
    [
        ("/accounts/login/", True),
        ("nowhere:login", True),
        ("strategy_hub:login", False),
        ("wagtailadmin_login", False),
        ("/hub/login/?from=nav", False),
        ("https://login.example.com/", False),
    ],
)
def test_the_login_must_lead_somewhere(settings, login_url, is_wrong):
    settings.LOGIN_URL = login_url

    assert ("E009" in found()) is is_wrong


def test_the_hub_must_be_mounted(settings):
    settings.ROOT_URLCONF = "strategy_hub.healthz"

    messages = checks.check_people(None)

    assert [message.id for message in messages] == ["strategy_hub.E010"]


@pytest.mark.parametrize(
    ("vendor", "options", "expected"),
    [
        ("mysql", {}, ["strategy_hub.E011"]),
        ("sqlite", {}, ["strategy_hub.W012"]),
        ("sqlite", {"transaction_mode": "EXCLUSIVE"}, ["strategy_hub.W012"]),
        ("sqlite", {"transaction_mode": "IMMEDIATE"}, []),
        ("postgresql", {}, []),
    ],
)
def test_the_database_must_be_one_that_we_test(monkeypatch, vendor, options, expected):
    other = SimpleNamespace(
        vendor=vendor, display_name=vendor.title(), settings_dict={"OPTIONS": options}
    )
    monkeypatch.setattr(checks, "connection", other)

    assert [message.id for message in checks._database()] == expected


def test_the_tests_run_on_a_database_that_passes():
    assert connection.vendor in ("sqlite", "postgresql")
    assert list(checks._database()) == []


def test_there_must_be_a_channel_layer(settings):
    settings.CHANNEL_LAYERS = {}

    assert INMEMORY in found()["E013"]


def test_redis_delivers_by_publishing(settings):
    host = {"address": "redis://127.0.0.1:6379", "socket_timeout": None}
    redis(settings, "channels_redis.core.RedisChannelLayer", hosts=[host])

    assert list(found()) == ["W014"]


@pytest.mark.parametrize(
    ("config", "is_wrong"),
    [
        ({}, True),
        ({"hosts": ["redis://127.0.0.1:6379"]}, True),
        ({"hosts": [("127.0.0.1", 6379)]}, True),
        ({"hosts": [{"address": "redis://127.0.0.1:6379"}]}, True),
        ({"hosts": [{"address": "redis://127.0.0.1:6379", "socket_timeout": None}]}, False),
        ({"hosts": [{"address": "redis://127.0.0.1:6379", "socket_timeout": 60}]}, False),
    ],
)
def test_redis_needs_a_stated_timeout(settings, config, is_wrong):
    redis(settings, PUBSUB, **config)

    assert ("W015" in found()) is is_wrong


def test_pages_need_a_policy(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecurityPolicy" not in name]

    assert checks.CSP_MIDDLEWARE in found()["W016"]
