"""Content types of private files, by extension. Nothing here can run as a page or a script."""

from pathlib import PurePosixPath

OTHER = "application/octet-stream"

_BY_EXTENSION = {
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "avi": "video/x-msvideo",
    "m4v": "video/mp4",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "mpg": "video/mpeg",
    "ogv": "video/ogg",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


def content_type_of(name: str) -> str:
    """The type to send; `OTHER`, which browsers download, for every extension not listed."""
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    return _BY_EXTENSION.get(extension, OTHER)
