"""Text that a spreadsheet would run: what begins like a formula is written with an apostrophe.

Source: OWASP, "CSV Injection".
"""

# The last four are their full-width forms.
STARTERS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def disarm(text: str) -> str:
    """`text` as a spreadsheet shows it; what looks disarmed already gets one more apostrophe."""
    return f"'{text}" if text.lstrip("'").startswith(STARTERS) else text


def rearm(text: str) -> str:
    """What `disarm` was given."""
    return text[1:] if text.startswith("'") and disarm(text[1:]) == text else text
