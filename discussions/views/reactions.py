from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import actions
from .lookups import find_post
from .posts import changes_around
from .scripts import wants_json

# By the last part of the address.
ACTS = {"give": actions.react_to_post, "take": actions.withdraw_reaction}


@login_required
@require_POST
def react(request: HttpRequest, post_id: int, code: str, act: str) -> HttpResponse:
    """Two addresses rather than one that toggles: a form sent twice must not undo itself."""
    post = find_post(request.user, post_id)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](post, code=code, actor=request.user)
    except ValidationError:
        raise Http404 from None
    except PermissionDenied:
        message = _("This discussion is closed, so reactions can no longer be given or taken back.")
        if wants_json(request):
            return JsonResponse({"errors": [message]}, status=403)
        messages.error(request, message)
    if wants_json(request):
        post.refresh_from_db(fields=["changed_seq"])
        return changes_around(post)
    return redirect("strategy_discussions:post", post.pk)
