"""The people, their units and their groups."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from scorecard import periods
from scorecard.actions import add_unit, place_person
from scorecard.models import OrgUnit
from themes.models import Absence

from .content import load
from .working_days import WorkingDays

ADMIN = "admin"
# Letters that do not fall apart into a plain letter and an accent.
PLAIN = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ł": "l",
        "Ł": "L",
        "ß": "ss",
        "æ": "ae",
    }
)
MONTHS_OF_SERVICE = 24


@dataclass(frozen=True)
class People:
    """Everybody, by user name."""

    by_name: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.by_name[name]

    def named(self, names: list[str]) -> list[Any]:
        return [self.by_name[name] for name in names]

    @property
    def admin(self) -> Any:
        return self.by_name[ADMIN]

    @property
    def colleagues(self) -> list[str]:
        """User names of all who work here; the administrator's account is nobody's."""
        return [name for name in self.by_name if name != ADMIN]


def user_name(full_name: str) -> str:
    """`Inês Achterberg` is `ines`."""
    first = full_name.split()[0].translate(PLAIN)
    return unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode().lower()


def all_user_names() -> list[str]:
    units = load("people")["unit"]
    return [ADMIN, *(user_name(person) for unit in units for person in unit["people"])]


def make_people() -> People:
    plan = load("people")
    # One hash for all: hashing takes long on purpose, and the password is no secret.
    password = make_password(plan["password"])
    accounts = [(ADMIN, "Site Administrator", True)]
    for unit in plan["unit"]:
        accounts += [(user_name(person), person, False) for person in unit["people"]]
    model = get_user_model()
    people = {}
    for name, full_name, is_superuser in accounts:
        first, last = full_name.split(maxsplit=1)
        people[name] = model(
            username=name,
            first_name=first,
            last_name=last,
            email=f"{name}@{plan['email_domain']}",
            password=password,
            is_staff=is_superuser,
            is_superuser=is_superuser,
        )
        people[name].save()
    return People(people)


def place_people(people: People) -> None:
    """Units, and everybody's place in them; a few people changed theirs in between."""
    plan = load("people")
    today = timezone.localdate()
    hired = periods.months_before(today, MONTHS_OF_SERVICE)
    moves = {move["person"]: move for move in plan["move"]}
    units: dict[str, OrgUnit] = {}
    for unit in plan["unit"]:
        above = units.get(unit.get("above", ""))
        units[unit["code"]] = add_unit(
            code=unit["code"], name=unit["name"], parent=above, actor=people.admin
        )
    for unit in plan["unit"]:
        for person in unit["people"]:
            name = user_name(person)
            start = hired
            if move := moves.get(name):
                place_person(people[name], units[move["from"]], starts=hired, actor=people.admin)
                start = periods.months_before(today, move["months"])
            place_person(people[name], units[unit["code"]], starts=start, actor=people.admin)


def fill_groups(people: People) -> None:
    for name, members in load("people")["groups"].items():
        group, _is_new = Group.objects.get_or_create(name=name)
        group.user_set.add(*people.named(members))


def note_absences(people: People, days: WorkingDays) -> None:
    Absence.objects.bulk_create(
        Absence(
            person=people[absence["person"]],
            first_day=days.day(absence["first"]),
            last_day=days.day(absence["last"]),
        )
        for absence in load("people")["absence"]
    )
