from types import SimpleNamespace

from django.db import DatabaseError


def test_it_answers_without_session_or_login(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz/")

    assert response.status_code == 200
    assert response.content == b"ok\n"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_it_says_so_when_the_database_is_away(client, db, monkeypatch):
    def fail() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("strategy_hub.healthz.connection", SimpleNamespace(cursor=fail))

    response = client.get("/healthz/")

    assert response.status_code == 503
    assert b"gone" not in response.content


def test_it_is_only_asked(client, db):
    assert client.post("/healthz/").status_code == 405


def test_a_process_that_is_to_end_is_healthy_but_not_ready(client, db, monkeypatch):
    assert client.get("/readyz/").status_code == 200

    monkeypatch.setattr("strategy_hub.healthz.departure", SimpleNamespace(is_leaving=True))

    assert client.get("/readyz/").status_code == 503
    assert client.get("/healthz/").status_code == 200
