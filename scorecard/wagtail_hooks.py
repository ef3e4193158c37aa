"""What the scorecard adds to Wagtail's admin. The viewsets register their models' permissions."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .models import Actual, CauseEffectLink, Freeze, Measure, Objective, Scorecard
from .permissions import FigurePolicy, LinkPolicy
from .viewsets import StrategyViewSetGroup

register_permission_policy(Actual, FigurePolicy(Actual))
register_permission_policy(CauseEffectLink, LinkPolicy(CauseEffectLink))
register_snippet(StrategyViewSetGroup)

# How a frozen period holds what must not be deleted.
HELD_BY = {Scorecard: "scorecard", Objective: "parts__objective", Measure: "parts__measure"}


@hooks.register("register_permissions")
def register_permissions() -> "QuerySet[Permission]":
    return Permission.objects.filter(
        content_type__app_label="strategy_scorecard",
        codename__in=["freeze_period", "unfreeze_period"],
    )


@hooks.register("before_delete_snippet")
def keep_what_is_frozen(request: HttpRequest, instances: Sequence[Model]) -> HttpResponse | None:
    """The database refuses it too, but not in words."""
    held = [each for each in instances if _is_frozen(each)]
    if not held:
        return None
    names = ", ".join(str(each) for each in held)
    messages.error(
        request,
        _("Frozen periods depend on %(names)s, so nothing was deleted.") % {"names": names},
    )
    model: Any = type(held[0])
    return redirect(model.snippet_viewset.get_url_name("list"))


def _is_frozen(instance: Model) -> bool:
    path = HELD_BY.get(type(instance))
    return path is not None and Freeze.objects.filter(Q(**{path: instance.pk})).exists()
