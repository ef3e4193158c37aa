from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Group:
    """Whom a figure is about: everybody (`all`), or those in a theme, objective, week or question.

    The key is the id of the theme, objective or question, or the week's Monday.
    """

    kind: str
    key: int | date = 0


ALL = Group("all")
