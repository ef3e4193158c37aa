"""Captions: a WebVTT file is checked before it is stored."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 2 * 1024 * 1024
CUE_TIMING = re.compile(
    r"^(\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3} +--> +(\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.M
)


def validate_webvtt(file: Any) -> None:
    """Refuse what a browser would not show as captions. What is stored already passed.

    Raises:
        ValidationError: too large, not UTF-8, without the WEBVTT line, or without a single cue.
    """
    if getattr(file, "_committed", False):
        return
    if file.size > MAX_BYTES:
        raise ValidationError(_("The captions file is larger than 2 MB."), code="too_large")
    file.seek(0)
    data = file.read()
    file.seek(0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("The captions file is not UTF-8 text."), code="encoding") from None
    if not re.match(r"WEBVTT([ \t\n]|$)", text.replace("\r\n", "\n")):
        raise ValidationError(_("A captions file begins with the line WEBVTT."), code="header")
    if not CUE_TIMING.search(text):
        raise ValidationError(_("The captions file has no cue with a time."), code="cues")
