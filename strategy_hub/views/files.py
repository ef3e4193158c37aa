from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from discussions.files.sending import send_file

from .. import access
from ..storage import private_storage


@require_safe
def private_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A private file for whoever may see the page that uses it; for all others there is none.

    Anonymous people get no redirect to the login either: a player could not follow it, and a page
    that is open to the public has a public video.
    """
    if not access.may_fetch_file(request.user, name):
        raise Http404
    try:
        return send_file(request, private_storage(), name)
    except (FileNotFoundError, SuspiciousFileOperation):
        raise Http404 from None
