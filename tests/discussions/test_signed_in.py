"""Whom a session signs in: Django's own answer, for many sessions at once and without writing."""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from discussions.live.sessions import read_signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.cookies[site.SESSION_COOKIE_NAME].value)


def as_django_says(key: str) -> Any:
    store = import_module(site.SESSION_ENGINE).SessionStore(key)
    request: Any = SimpleNamespace(session=store)
    return get_user(request).pk


def lock(person: User, key: str) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def change_password(person: User, key: str) -> None:
    person.set_password("another one")
    person.save()


def expire(person: User, key: str) -> None:
    Session.objects.filter(session_key=key).update(expire_date=timezone.now())


def end(person: User, key: str) -> None:
    Session.objects.filter(session_key=key).delete()


def delete(person: User, key: str) -> None:
    User.objects.filter(pk=person.pk).delete()


def spoil(person: User, key: str) -> None:
    Session.objects.filter(session_key=key).update(session_data="nonsense")


@pytest.mark.parametrize("engine", ["db", "cached_db", "cache"])
def test_each_session_signs_in_its_person(cast: Cast, settings: Any, engine: str) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    keys = {session_of(person): person.pk for person in (cast.employee, cast.owner)}
    again = session_of(cast.owner)
    assert read_signed_in([*keys, again, "nobody's"]) == {
        **keys,
        again: cast.owner.pk,
        "nobody's": None,
    }


def test_sessions_in_a_table_take_two_queries(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    keys = [session_of(person) for person in (cast.employee, cast.owner, cast.deputy)]
    with django_assert_num_queries(2):
        assert len(read_signed_in(keys)) == 3


@pytest.mark.parametrize("happen", [lock, change_password, expire, end, delete, spoil])
def test_what_ends_a_session_ends_it_here_too(cast: Cast, happen: Any) -> None:
    own, other = session_of(cast.colleague), session_of(cast.owner)
    happen(cast.colleague, own)
    assert read_signed_in([own, other]) == {own: None, other: cast.owner.pk}
    assert as_django_says(own) is None


def test_a_backend_that_is_not_in_use_signs_nobody_in(cast: Cast, settings: Any) -> None:
    key = session_of(cast.employee)
    settings.AUTHENTICATION_BACKENDS = ["guardian.backends.ObjectPermissionBackend"]
    assert read_signed_in([key]) == {key: None}
    assert as_django_says(key) is None


def test_a_backend_with_ways_of_its_own_is_asked_itself(cast: Cast, settings: Any) -> None:
    key = session_of(cast.employee)
    store = import_module(site.SESSION_ENGINE).SessionStore(key)
    store["_auth_user_backend"] = f"{__name__}.Choosy"
    store.save()
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Choosy"]
    assert read_signed_in([key]) == {key: cast.employee.pk}
    cast.employee.first_name = "Nobody"
    cast.employee.save()
    assert read_signed_in([key]) == {key: None}


class Choosy:
    def get_user(self, person_id: int) -> User | None:
        return User.objects.filter(pk=person_id).exclude(first_name="Nobody").first()


def test_a_new_secret_key_ends_no_session_and_changes_none(cast: Cast, settings: Any) -> None:
    key = session_of(cast.employee)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [site.SECRET_KEY], "a new one"
    assert read_signed_in([key]) == {key: cast.employee.pk}
    assert Session.objects.filter(session_key=key).exists()
