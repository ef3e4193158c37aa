"""The WebSocket mount: one socket per open page, at STRATEGY_HUB["SOCKET_PATH"]."""

from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from discussions.conf import hub_settings
from discussions.live.daphne_sockets import extend_daphne
from discussions.live.departure import leaving_in_order
from discussions.live.refusing import refuse
from discussions.live.socket import live_socket
from discussions.live.uvicorn_log import calm_uvicorn

# Typed as Any: `path` is meant for views of requests, and Channels routes applications with it.
_socket: Any = AllowedHostsOriginValidator(live_socket)

# For hosts that route sockets of their own: put these before theirs.
websocket_urlpatterns = [path(hub_settings.SOCKET_PATH.lstrip("/"), _socket)]


def with_websockets(django_application: Any) -> Any:
    """`django_application` for HTTP, the hub's socket beside it.

    Sockets are accepted from pages of ALLOWED_HOSTS alone; unknown socket paths are refused. Asked
    to end, the process sends sockets away and finishes its requests first.
    """
    extend_daphne()
    calm_uvicorn()
    sockets = URLRouter([*websocket_urlpatterns, re_path("", _unknown)])
    return leaving_in_order(ProtocolTypeRouter({"http": django_application, "websocket": sockets}))


async def _nothing_here(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await refuse(scope, send, 404)


_unknown: Any = _nothing_here
