"""Uploads within bounds: what is too large or too many is let run into the void, the rest of the
form arrives."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ..conf import hub_settings

View = Callable[..., HttpResponseBase]
# What a form adds around its files: boundaries, headers, the other fields.
ENVELOPE = 128 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Skips a file as soon as it is known to be too large, and every file after the last allowed.

    `skipped` has the names of those that would have been too large, `surplus` of those too many.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.skipped: list[str] = []
        self.surplus: list[str] = []
        self._begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._begun += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        # Not before the first chunk: skipped earlier, the parser would close the file before it.
        if self._begun > hub_settings.ATTACHMENTS_PER_POST:
            self.surplus.append(str(self.file_name))
            raise SkipFile
        if start + len(raw_data) > hub_settings.ATTACHMENT_MAX_BYTES:
            self.skipped.append(str(self.file_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""


def bounded_upload(view: View) -> View:
    """Let `view` take files, within bounds that stand before anything reads the body.

    The check against forged requests reads it, so it follows here instead of in the middleware.
    """

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, BoundedUploadHandler(request))
        return csrf_protect(view)(request, *args, **kwargs)

    return bounded


def announces_too_much(request: HttpRequest) -> bool:
    """Whether one file and its envelope could not be as long as the request says it is."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > hub_settings.ATTACHMENT_MAX_BYTES + ENVELOPE


def refused_by_bounds(request: HttpRequest) -> tuple[list[str], list[str]]:
    """Names of the files that were too large, and of those that were too many."""
    for handler in request.upload_handlers:
        if isinstance(handler, BoundedUploadHandler):
            return handler.skipped, handler.surplus
    return [], []
