"""Names of attached files: shown to people and sent in headers, never used as a path."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST_STEM = 100
# Marks that turn the order of reading round would make "gpj.exe" of "exe.jpg".
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def display_name_of(name: str, extension: str) -> str:
    """The last part of `name` without what cannot be seen, under the extension of its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _INVISIBLE)
    seen = " ".join(seen.split()).strip(". ")
    stem, dot, _ending = seen.rpartition(".")
    stem = (stem if dot else seen)[:LONGEST_STEM].strip(". ")
    return f"{stem or _('File')}.{extension}"
