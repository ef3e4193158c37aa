"""Whom one may mention: people who see the discussion, found while one writes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import access
from ..conf import hub_settings
from ..live.limits import Allowance
from ..mentions.markup import reference_to
from ..mentions.searching import people_called
from ..naming import display_name
from .lookups import find_discussion

QUESTION_LONGEST = 60
MOST_ALLOWANCES = 10_000
# By person and rate. Of this process: what is asked is small, and nothing is stored.
_allowances: dict[tuple[Any, ...], Allowance] = {}


@login_required
@never_cache
@require_safe
def people(request: HttpRequest, discussion_id: int) -> JsonResponse:
    """The few people whose name begins as ``?q=`` does, each with the words that mention them."""
    discussion = find_discussion(request.user, discussion_id)
    if not _allowance_of(request.user).take():
        message = _("You have looked up many people just now. Wait a little.")
        return JsonResponse({"errors": [message]}, status=429)
    among = access.people_who_see(discussion.page).exclude(pk=request.user.pk)
    question = request.GET.get("q", "")[:QUESTION_LONGEST]
    here, others = people_called(question, among=among, discussion=discussion)
    found = [(person, True) for person in here] + [(person, False) for person in others]
    return JsonResponse({"people": [_as_json(person, is_here) for person, is_here in found]})


def _as_json(person: Any, is_here: bool) -> dict[str, Any]:
    name = display_name(person)
    return {"name": name, "words": reference_to(person.pk, name), "takes_part": is_here}


def _allowance_of(person: Any) -> Allowance:
    key = (person.pk, *hub_settings.MENTION_RATE)
    if key not in _allowances:
        if len(_allowances) >= MOST_ALLOWANCES:
            _allowances.clear()
        _allowances[key] = Allowance(*hub_settings.MENTION_RATE)
    return _allowances[key]
