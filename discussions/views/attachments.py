from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .. import access, actions
from ..attachments.markup import reference_to
from ..files.receiving import announces_too_much, bounded_upload, refused_by_bounds
from ..files.sending import send_file
from ..models import Attachment, Discussion
from .lookups import find_discussion


@require_safe
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """A file of a post, for those who see the post. Pictures are shown, all else is saved."""
    found = Attachment.objects.select_related("discussion", "post__discussion")
    # No column holds a greater number, and a database may take the question for an error.
    one = found.filter(pk=attachment_id).first() if attachment_id < 2**63 else None
    if one is None or not access.may_fetch_attachment(request.user, one):
        raise Http404
    try:
        return send_file(
            request,
            one.file.storage,
            one.file.name or "",
            content_type=one.content_type,
            filename=one.name,
            download=not one.is_picture,
        )
    except (FileNotFoundError, SuspiciousFileOperation):
        raise Http404 from None


@csrf_exempt  # `_take_upload` checks it, after everything that the headers can tell
@login_required
@require_POST
def upload(request: HttpRequest, discussion_id: int) -> HttpResponseBase:
    """One file, for a post that is being written: answers with the words that show it."""
    discussion = find_discussion(request.user, discussion_id)
    try:
        actions.check_may_attach(discussion, request.user)
        if announces_too_much(request):
            raise actions.too_large_error()
    except ValidationError as error:
        return _refused(error.messages)
    return _take_upload(request, discussion)


def take_files(request: HttpRequest, discussion: Discussion) -> tuple[QueryDict, list[str]]:
    """Attach what a form without scripts has brought along.

    Returns the form's fields, the text followed by the words that show each file, and the reasons
    why others were refused.
    """
    # Reading the fields is what runs the files past their bounds.
    data = request.POST.copy()
    words, refusals = [], _too_large_or_many(request)
    for file in request.FILES.getlist("files"):
        try:
            words.append(reference_to(_attach(file, discussion, request.user)))
        except (ValidationError, PermissionDenied) as error:
            refusals.append(_about(file.name, error))
    if words:
        data["body"] = "\n\n".join([data.get("body", "").rstrip(), *words]).lstrip()
    return data, refusals


@bounded_upload
def _take_upload(request: HttpRequest, discussion: Discussion) -> HttpResponseBase:
    try:
        file = request.FILES.get("file")
        if file is None:
            raise _none_arrived(request)
        stored = _attach(file, discussion, request.user)
    except ValidationError as error:
        return _refused(error.messages)
    answer = {
        "id": stored.pk,
        "name": stored.name,
        "is_picture": stored.is_picture,
        "address": stored.get_absolute_url(),
        "words": reference_to(stored),
    }
    return JsonResponse(answer, status=201)


def _attach(file: "UploadedFile[bytes]", discussion: Discussion, uploader: Any) -> Attachment:
    return actions.attach_file(discussion, uploader=uploader, file=file, name=file.name or "")


def _none_arrived(request: HttpRequest) -> ValidationError:
    too_large, _surplus = refused_by_bounds(request)
    return actions.too_large_error() if too_large else ValidationError(_("Choose a file first."))


def _too_large_or_many(request: HttpRequest) -> list[str]:
    too_large, surplus = refused_by_bounds(request)
    too_many = ValidationError(_("There are too many files for one post."))
    return [
        *(_about(name, actions.too_large_error()) for name in too_large),
        *(_about(name, too_many) for name in surplus),
    ]


def _about(name: str | None, error: ValidationError | PermissionDenied) -> str:
    denied = [_("You may read here, but not write.")]
    reasons = error.messages if isinstance(error, ValidationError) else denied
    return _("%(name)s: %(reason)s") % {"name": name, "reason": " ".join(reasons)}


def _refused(messages: list[str]) -> JsonResponse:
    return JsonResponse({"errors": messages}, status=422)
