"""The response for a private file: conditions first, then the range, then the bytes."""

from datetime import datetime
from urllib.parse import quote

from django.core.files.storage import Storage
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from ..conf import hub_settings
from .chunks import AsyncFileChunks, FileChunks
from .ranges import ByteRange, Unsatisfiable, parse_range
from .types import OTHER, content_type_of


def send_file(
    request: HttpRequest,
    storage: Storage,
    name: str,
    *,
    content_type: str = "",
    filename: str = "",
    download: bool = False,
) -> HttpResponseBase:
    """Answer GET or HEAD with the file `name`. The caller has asked whether the person may have it.

    Args:
        content_type: what the file is; without it, what its extension says.
        filename: what to call it if it is saved; without it, its name in the storage.
        download: save it rather than show it, as always with what has no known type.

    Raises:
        FileNotFoundError: the storage has no such file.
    """
    headers = _describe(content_type or content_type_of(name), filename or name, download)
    if hub_settings.FILE_SENDER == "x-accel":
        # nginx opens the file, and sees to ranges and conditions itself.
        location = hub_settings.X_ACCEL_PREFIX.rstrip("/") + "/" + quote(name)
        return HttpResponse(headers={**headers, "X-Accel-Redirect": location})
    size, changed = storage.size(name), storage.get_modified_time(name)
    etag = _etag(size, changed)
    headers |= {"ETag": etag, "Last-Modified": http_date(changed.timestamp())}
    settled = get_conditional_response(request, etag, int(changed.timestamp()))
    if settled is not None:
        return _with_headers(settled, headers)
    return _send_part(request, storage, name, size, headers)


def _describe(content_type: str, name: str, download: bool) -> dict[str, str]:
    filename = name.rpartition("/")[2]
    disposition = content_disposition_header(download or content_type == OTHER, filename)
    return {
        "Content-Type": content_type,
        "Content-Disposition": disposition or "inline",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        # The person's own browser may keep it, but asks again each time: access can end.
        "Cache-Control": "private, no-cache",
    }


def _etag(size: int, changed: datetime) -> str:
    return f'"{size:x}-{int(changed.timestamp() * 1_000_000):x}"'


def _send_part(
    request: HttpRequest, storage: Storage, name: str, size: int, headers: dict[str, str]
) -> HttpResponseBase:
    whole = ByteRange(0, size - 1)
    try:
        part = _wanted_range(request, size, headers)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str((part or whole).length)
    if part:
        headers["Content-Range"] = part.content_range(size)
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    chunks = AsyncFileChunks if isinstance(request, ASGIRequest) else FileChunks
    stream = chunks(storage.open(name, "rb"), part or whole)
    return StreamingHttpResponse(stream, status=206 if part else 200, headers=headers)


def _wanted_range(request: HttpRequest, size: int, headers: dict[str, str]) -> ByteRange | None:
    wanted = request.headers.get("Range")
    if wanted is None or request.method != "GET":
        return None
    if not _if_range_holds(request.headers.get("If-Range"), headers):
        return None
    return parse_range(wanted, size)


def _if_range_holds(condition: str | None, headers: dict[str, str]) -> bool:
    """RFC 9110, 13.1.5: an entity tag by strong comparison, or exactly the date that we sent."""
    if condition is None:
        return True
    if condition.endswith('"'):
        return condition == headers["ETag"]
    date = parse_http_date_safe(condition)
    return date is not None and date == parse_http_date_safe(headers["Last-Modified"])


def _with_headers(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name in ("ETag", "Last-Modified", "Cache-Control"):
        response.headers[name] = headers[name]
    return response
