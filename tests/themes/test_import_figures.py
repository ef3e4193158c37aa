"""Two real deliberations, imported twice, and counted again from the files by other means."""

import csv
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from discussions.models import Post, Vote
from scorecard.models import Participation
from tests.cast import Hub
from themes.models import Contribution

FOLDER = Path(os.environ.get("STRATEGY_HUB_DATA", Path(__file__).parents[3] / "shared" / "data"))
KNOWN = {
    # statements, authors, visible, hidden, voters, support, pass, disagree
    "polis-bg2050": (371, 64, 316, 55, 126, 10_006, 2_656, 1_621),
    "polis-biodiversity": (316, 97, 154, 162, 536, 19_229, 5_018, 5_472),
}


def files_of(name: str) -> tuple[Path, Path]:
    folder = FOLDER / name
    if not folder.is_dir():
        pytest.fail(
            f"The deliberation {name} is not in {FOLDER}. Lay the data beside the checkout as"
            " ../shared/data, or say where it is with STRATEGY_HUB_DATA.",
            pytrace=False,
        )
    return folder / "comments.csv", folder / "votes.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_votes(path: Path) -> dict[tuple[str, str], int]:
    """(statement, voter) → the vote that counts: sorted by time, later rows overwrite."""
    rows = sorted(rows_of(path), key=lambda row: int(row["timestamp"]))
    return {(row["comment-id"], row["voter-id"]): int(row["vote"]) for row in rows}


def everything_stored() -> dict[str, Any]:
    """What the import may touch, in full, to compare before and after."""
    posts = Post.objects.order_by("pk").values()
    votes = Vote.objects.order_by("pk").values()
    contributions = Contribution.objects.order_by("pk").values()
    ledger = Participation.objects.order_by("pk").values()
    return {
        "posts": list(posts),
        "votes": list(votes),
        "contributions": list(contributions),
        "ledger": list(ledger),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", KNOWN)
def test_a_deliberation_is_imported_exactly_and_once(name: str, hub: Hub, capsys: Any) -> None:
    comments, votes = files_of(name)
    page = str(hub.question_page.pk)

    call_command("import_contributions", page, comments, votes=votes)
    first = capsys.readouterr().out
    _check_statements(hub, comments)
    _check_votes(votes)
    _check_known_figures(name)
    _check_routing()
    stored = everything_stored()
    hub.question_page.primary_discussion.refresh_from_db()
    head = hub.question_page.primary_discussion.last_seq

    call_command("import_contributions", page, comments, votes=votes)
    second = capsys.readouterr().out
    assert everything_stored() == stored
    assert hub.question_page.primary_discussion.last_seq == head

    statements, authors, *_rest = KNOWN[name]
    assert f"{statements} stored, 0 already there, 0 rejected; by {authors} people" in first
    assert f"0 stored, {statements} already there, 0 rejected; by {authors} people" in second
    assert "0 new accounts" in second


def _check_statements(hub: Hub, comments: Path) -> None:
    rows = rows_of(comments)
    posts = {post.submission_key: post for post in Post.objects.select_related("author")}
    assert len(posts) == len(rows)
    states = {"1": "visible", "0": "pending", "-1": "hidden"}
    source = comments.parent.name
    for row in rows:
        post = posts[f"import:{source}:{row['comment-id']}"]
        milliseconds = timedelta(milliseconds=int(row["timestamp"]))
        assert post.discussion_id == hub.question_page.primary_discussion.pk
        assert post.created_at == datetime(1970, 1, 1, tzinfo=UTC) + milliseconds
        assert post.state == states[row["moderated"]]
        assert post.body == row["comment-body"].replace("\r\n", "\n").strip()
        assert post.author.get_username() == f"import-{source}-{row['author-id']}"
        assert not post.author.is_active
        assert not post.author.has_usable_password()
    discussion = hub.question_page.primary_discussion
    assert discussion.post_count == sum(row["moderated"] == "1" for row in rows)


def _check_votes(votes: Path) -> None:
    source = votes.parent.name
    expected = {
        (f"import:{source}:{statement}", f"import-{source}-{voter}"): value
        for (statement, voter), value in last_votes(votes).items()
    }
    columns = ("post__submission_key", "person__username", "value")
    stored = {(key, who): value for key, who, value in Vote.objects.values_list(*columns)}
    assert stored == expected
    by_post = Counter((key, value) for (key, _who), value in expected.items())
    for post in Post.objects.all():
        tallies = (post.support_count, post.pass_count, post.disagree_count)
        assert tallies == tuple(by_post[str(post.submission_key), value] for value in (1, 0, -1))
    supports = Participation.objects.filter(kind=Participation.Kind.SUPPORT)
    assert supports.count() == sum(value == 1 for value in expected.values())


def _check_known_figures(name: str) -> None:
    states = Counter(Post.objects.values_list("state", flat=True))
    stands = Counter(Vote.objects.values_list("value", flat=True))
    assert KNOWN[name] == (
        Post.objects.count(),
        Post.objects.values("author").distinct().count(),
        states["visible"],
        states["hidden"],
        Vote.objects.values("person").distinct().count(),
        stands[1],
        stands[0],
        stands[-1],
    )


def _check_routing() -> None:
    """Every accepted statement is routed, and none of the rejected ones is a contribution."""
    routed = Contribution.objects.exclude(owner=None)
    assert set(routed.values_list("post", flat=True)) == set(
        Post.objects.filter(state="visible").values_list("pk", flat=True)
    )
    assert Contribution.objects.count() == routed.count()
    for contribution in routed.select_related("post"):
        assert contribution.received_at == contribution.post.created_at
    hidden = Post.objects.filter(state="hidden")
    assert set(hidden.values_list("published_at", flat=True)) == {None}
    assert all("Rejected by the moderators of" in post.state_reason for post in hidden)
