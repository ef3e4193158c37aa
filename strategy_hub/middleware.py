"""Content-Security-Policy: strict on the hub's pages, wide enough for Wagtail's admin.

Built on django-csp, so a host keeps its means: decorators on single views, EXCLUDE_URL_PREFIXES,
and report-only policies. What is neither the hub's nor the admin's gets django-csp's own setting,
CONTENT_SECURITY_POLICY, or nothing: a host's own pages are the host's affair.
"""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from discussions.models import PrivateByDefaultMixin

from .conf import hub_settings

HUB_APPS = {"strategy_hub", "strategy_scorecard", "strategy_themes", "strategy_discussions"}

HUB_DIRECTIVES: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "media-src": [SELF],
    # Covers the live socket too: CSP 3 lets 'self' match ws: and wss: of the same host and port.
    "connect-src": [SELF],
    "font-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    # Wagtail shows previews in a frame of its own admin.
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
}

# Wagtail's admin carries inline scripts and styles and builds pictures in the browser.
ADMIN_DIRECTIVES: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "connect-src": [SELF],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Use it in the place of django-csp's own middleware."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only:
            parts.config = directives_for(request, response)
        return parts


def directives_for(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any] | None:
    """The policy of ours that a response gets; None leaves it to the host's own settings."""
    if _is_admin(request):
        return {**ADMIN_DIRECTIVES, **hub_settings.CSP_ADMIN}
    if _is_hub(request, response):
        return {**HUB_DIRECTIVES, **hub_settings.CSP_HUB}
    return None


def _is_admin(request: HttpRequest) -> bool:
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False


def _is_hub(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    if match and HUB_APPS.intersection(match.app_names):
        return True
    context = getattr(response, "context_data", None) or {}
    return isinstance(context.get("page"), PrivateByDefaultMixin)
