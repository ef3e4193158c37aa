"""``/healthz/``: the process can serve. ``/readyz/``: it also wants to.

Mount both at the host's root. Neither session nor login; a balancer asks every few seconds.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from discussions.live.departure import departure


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """As `healthz`, and 503 from the moment that the process has been asked to end."""
    if departure.is_leaving:
        return HttpResponse("leaving\n", content_type="text/plain", status=503)
    return healthz(request)


urlpatterns = [
    path("healthz/", healthz, name="strategy_hub_healthz"),
    path("readyz/", readyz, name="strategy_hub_readyz"),
]
