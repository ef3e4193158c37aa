# Beyond it, the offset would not fit the database's numbers.
LAST_PAGE = 1_000_000


def whole_number(text: str | None) -> int | None:
    """A whole number from an address or a form that fits the database's columns, else None."""
    if not text or not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return int(text)


def page_number(text: str | None) -> int:
    """A number of a page from an address: the first one, unless it says something sensible."""
    number = whole_number(text)
    return number if number and number < LAST_PAGE else 1
