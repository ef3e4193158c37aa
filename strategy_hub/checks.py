"""System checks. Each says what is wrong and how to mend it; the ids are stable."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from wagtailmedia import get_media_model

from discussions.bodies import OPTION, body_renderer
from discussions.conf import SETTING, HubSettings, hub_settings
from discussions.files.storage import private_root
from scorecard.conf import hub_settings as scorecard_settings
from themes.clocks import UnknownPlace, calendar_of
from themes.conf import hub_settings as theme_settings

GUARDIAN_BACKEND = "guardian.backends.ObjectPermissionBackend"
CSP_MIDDLEWARE = "strategy_hub.middleware.ContentSecurityPolicyMiddleware"
PUBSUB_LAYER = "channels_redis.pubsub.RedisPubSubChannelLayer"
K_FLOOR = 5


def _error(number: int, text: str, hint: str) -> CheckMessage:
    return checks.Error(text, hint=hint, id=f"strategy_hub.E{number:03d}")


def _warning(number: int, text: str, hint: str) -> CheckMessage:
    return checks.Warning(text, hint=hint, id=f"strategy_hub.W{number:03d}")


@register(Tags.security)
def check_people(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Who is asking, and what they may do."""
    return [*_guardian(), *_login()]


@register(Tags.compatibility)
def check_options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_options(), *_clocks()]


@register(Tags.files)
def check_files(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Private video must not be reachable at a public address."""
    return [*_private_files()]


@register(Tags.compatibility)
def check_services(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Database and channel layer."""
    return [*_database(), *_channel_layer()]


@register(Tags.security)
def check_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_content_security_policy()]


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        _error(
            7,
            "ALLOWED_HOSTS lets every host in, so pages of any site may open the live socket.",
            "Name the hosts that the hub is served under, such as ['hub.example.com'].",
        )
    ]


def _guardian() -> Iterator[CheckMessage]:
    if GUARDIAN_BACKEND not in settings.AUTHENTICATION_BACKENDS:
        yield _error(
            1,
            "Object permissions are not asked for, so no theme has an owner.",
            f"Add '{GUARDIAN_BACKEND}' to AUTHENTICATION_BACKENDS, after Django's ModelBackend.",
        )


def _login() -> Iterator[CheckMessage]:
    try:
        reverse("strategy_hub:login")
    except NoReverseMatch:
        yield _error(
            10,
            "The addresses of the hub are not mounted.",
            "Add path('hub/', include('strategy_hub.urls')) to the root URLconf, above Wagtail's.",
        )
        return
    if not _leads_somewhere(settings.LOGIN_URL):
        yield _error(
            9,
            f"LOGIN_URL, {settings.LOGIN_URL!r}, leads to no login page.",
            "Set LOGIN_URL = 'strategy_hub:login', or the address of the login that you have.",
        )


def _leads_somewhere(target: str) -> bool:
    try:
        address = resolve_url(target)
        if "://" in address:
            return True
        # Wagtail's last pattern takes every path for a page's; it is no login.
        return resolve(address.partition("?")[0]).url_name != "wagtail_serve"
    except (NoReverseMatch, Resolver404):
        return False


def _options() -> Iterator[CheckMessage]:
    given = getattr(settings, SETTING, {})
    for name in sorted(set(given) - set(HubSettings.registered)):
        known = ", ".join(sorted(HubSettings.registered))
        yield _error(2, f"{SETTING} has an unknown option, {name!r}.", f"Options are: {known}.")
    if scorecard_settings.K_ANONYMITY < K_FLOOR:
        yield _error(
            3,
            f"K_ANONYMITY is {scorecard_settings.K_ANONYMITY}: figures would point at people.",
            f"Set {SETTING}['K_ANONYMITY'] to {K_FLOOR} or more; 10 is the default.",
        )
    try:
        body_renderer()
    except ImproperlyConfigured as error:
        yield _error(
            17,
            f"Posts cannot be rendered. {error}",
            f"Set {SETTING}['{OPTION}'] to the dotted path of a function like"
            " discussions.markdown.to_html, or leave it out.",
        )
    if hub_settings.FILE_SENDER not in ("view", "x-accel"):
        yield _error(
            8,
            f"FILE_SENDER is {hub_settings.FILE_SENDER!r}, which the hub does not know.",
            f"Set {SETTING}['FILE_SENDER'] to 'view' or 'x-accel'.",
        )


def _clocks() -> Iterator[CheckMessage]:
    least = {"THANKS_DUE_DAYS": 1, "DECISION_DUE_DAYS": 1, "DUE_SOON_DAYS": 0}
    least |= {"DEPUTY_ESCALATION_DAYS": 0, "OFFICE_ESCALATION_DAYS": 1}
    least |= {"INVITATION_DAYS": 1}
    for name, at_least in least.items():
        days = getattr(theme_settings, name)
        if type(days) is not int or days < at_least:
            yield _error(
                18,
                f"{name} is {days!r}, which is no number of days.",
                f"Set {SETTING}['{name}'] to a whole number from {at_least} on.",
            )
    try:
        calendar_of(theme_settings.HOLIDAYS)
    except UnknownPlace as error:
        yield _error(
            19,
            f"Nobody knows the public holidays of {theme_settings.HOLIDAYS!r}. {error}.",
            f"Set {SETTING}['HOLIDAYS'] to a country such as 'NZ', to a part of one such as"
            " 'NZ-WGN', or leave it out.",
        )


def _private_files() -> Iterator[CheckMessage]:
    from .models import PrivateMedia

    if not issubclass(get_media_model(), PrivateMedia):
        yield _error(
            4,
            "The media model keeps its files in public storage: anybody could fetch the videos.",
            "Set WAGTAILMEDIA = {'MEDIA_MODEL': 'strategy_hub.HubMedia'}, or a model of your own"
            " that extends strategy_hub.models.PrivateMedia.",
        )
    if hub_settings.PRIVATE_STORAGE in settings.STORAGES or not settings.MEDIA_ROOT:
        return
    public, private = Path(settings.MEDIA_ROOT).resolve(), private_root().resolve()
    if private.is_relative_to(public):
        yield _error(
            5,
            f"Private files lie inside MEDIA_ROOT, in {private}: they may be served to anybody.",
            f"Set {SETTING}['PRIVATE_ROOT'] to a folder outside of MEDIA_ROOT.",
        )


def _database() -> Iterator[CheckMessage]:
    if connection.vendor not in ("sqlite", "postgresql"):
        yield _error(
            11,
            f"The hub does not run on {connection.display_name}.",
            "Use PostgreSQL, or SQLite for a small installation.",
        )
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        yield _warning(
            12,
            "SQLite transactions begin without a write lock, so posts at the same moment can fail.",
            "Set DATABASES['default']['OPTIONS']['transaction_mode'] = 'IMMEDIATE'.",
        )


def _channel_layer() -> Iterator[CheckMessage]:
    if get_channel_layer() is None:
        yield _error(
            13,
            "There is no channel layer, so nothing arrives live.",
            "Set CHANNEL_LAYERS = {'default': {'BACKEND': 'channels.layers.InMemoryChannelLayer'}}"
            f" for one process, or '{PUBSUB_LAYER}' for several.",
        )
        return
    layer: dict[str, Any] = dict(settings.CHANNEL_LAYERS["default"])
    backend: str = layer["BACKEND"]
    if backend.endswith("InMemoryChannelLayer") and _worker_count() > 1:
        yield _error(
            6,
            "WEB_CONCURRENCY asks for several processes, but the channel layer is in memory: a"
            " post would reach the browsers of one process alone.",
            f"Use '{PUBSUB_LAYER}' as the channel layer, or one process.",
        )
    if backend.startswith("channels_redis."):
        yield from _redis_layer(backend, layer.get("CONFIG", {}))


def _redis_layer(backend: str, config: dict[str, Any]) -> Iterator[CheckMessage]:
    if backend != PUBSUB_LAYER:
        yield _warning(
            14,
            "The Redis channel layer stores messages in lists; the hub needs delivery alone.",
            f"Use '{PUBSUB_LAYER}'.",
        )
    hosts = config.get("hosts") or ["default"]
    if not all(isinstance(host, dict) and "socket_timeout" in host for host in hosts):
        yield _warning(
            15,
            "The Redis channel layer sets no socket_timeout; redis-py 8 then closes idle sockets.",
            "Write each host as {'address': 'redis://…', 'socket_timeout': None}.",
        )


def _worker_count() -> int:
    count = os.environ.get("WEB_CONCURRENCY", "")
    return int(count) if count.isdigit() else 1


def _content_security_policy() -> Iterator[CheckMessage]:
    if CSP_MIDDLEWARE not in settings.MIDDLEWARE:
        yield _warning(
            16,
            "The hub's pages go out without a Content-Security-Policy.",
            f"Add '{CSP_MIDDLEWARE}' to MIDDLEWARE.",
        )
