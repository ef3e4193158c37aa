"""An import brings hundreds of contributions; their owner is told once."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from guardian.shortcuts import assign_perm

from discussions.actions import approve_post, create_post, import_post
from discussions.models import Post
from discussions.signals import post_published
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.models import Contribution

pytestmark = pytest.mark.django_db

Kind = Notification.Kind
HEADER = "timestamp,comment-id,author-id,moderated,comment-body\n"

Import = Callable[..., None]


@pytest.fixture
def bring(hub: Hub, tmp_path: Path) -> Import:
    """Import so many statements of one source into the question, and one that waits for review."""

    def bring(number: int, **options: Any) -> None:
        file = tmp_path / "town-hall.csv"
        rows = [f"17268606767{n:02},{n},{n},1,Number {n}\n" for n in range(number)]
        file.write_text(HEADER + "".join(rows) + "1726860999999,99,99,0,Not looked at yet\n")
        silent = {"stdout": StringIO(), "stderr": StringIO()}
        call_command(
            "import_contributions", hub.question_page.slug, file, votes=None, **silent, **options
        )

    return bring


def told() -> list[tuple[str, str, str]]:
    rows = Notification.objects.order_by("pk")
    return [(note.person.get_username(), note.kind, note.sentence) for note in rows]


def test_an_owner_is_told_once_of_everything_that_came_in(bring: Import) -> None:
    bring(60)

    assert told() == [
        (
            "owner",
            Kind.CONTRIBUTIONS_IMPORTED,
            "60 contributions were imported into “Faster offers” for you to answer.",
        )
    ]


def test_the_same_file_again_tells_nobody_anything(bring: Import) -> None:
    bring(3)
    bring(3)

    assert len(told()) == 1


def test_a_longer_file_tells_of_what_is_new(bring: Import) -> None:
    bring(3)
    bring(4)

    assert [text for _person, _kind, text in told()] == [
        "3 contributions were imported into “Faster offers” for you to answer.",
        "1 contribution was imported into “Faster offers” for you to answer.",
    ]


def test_owners_who_share_are_told_of_their_own_shares(bring: Import, cast: Cast, hub: Hub) -> None:
    assign_perm("own_theme", cast.executive, hub.theme)
    bring(5)

    assert sorted((person, text[:15]) for person, _kind, text in told()) == [
        ("executive", "3 contributions"),
        ("owner", "2 contributions"),
    ]


def test_what_nobody_owns_tells_nobody(bring: Import, hub: Hub) -> None:
    hub.theme.themeuserpermission_set.all().delete()
    bring(2)

    assert Contribution.objects.unrouted().count() == 2
    assert told() == []


def test_an_import_that_breaks_off_tells_of_what_is_stored(bring: Import) -> None:
    def fail_late(post: Post, **kwargs: Any) -> None:
        if post.body == "Number 55":
            raise RuntimeError("the disk is full")

    post_published.connect(fail_late)
    try:
        with pytest.raises(RuntimeError):
            bring(60)
    finally:
        post_published.disconnect(fail_late)
    bring(60)

    assert [text[:2] for _person, _kind, text in told()] == ["50", "10"]


def test_an_import_that_is_taken_back_tells_nobody(bring: Import) -> None:
    def fail_late(post: Post, **kwargs: Any) -> None:
        if post.body == "Number 55":
            raise RuntimeError("the disk is full")

    post_published.connect(fail_late)
    try:
        with pytest.raises(RuntimeError):
            bring(60, all_or_nothing=True)
    finally:
        post_published.disconnect(fail_late)

    assert told() == []


def test_what_is_approved_later_is_announced_by_itself(bring: Import, cast: Cast) -> None:
    bring(1)
    approve_post(Post.objects.get(state=Post.State.PENDING), actor=cast.facilitator)

    assert [kind for person, kind, _text in told() if person == "owner"] == [
        Kind.CONTRIBUTIONS_IMPORTED,
        Kind.CONTRIBUTION_ASSIGNED,
    ]


def test_an_answer_that_is_imported_with_others_is_not_announced(cast: Cast, hub: Hub) -> None:
    post = create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    import_post(
        hub.discussion,
        author=cast.colleague,
        body="They would know.",
        kind=Post.Kind.COMMENT,
        written_at=timezone.now(),
        state=Post.State.VISIBLE,
        submission_key="old:1",
        parent=post,
        in_bulk=True,
    )

    assert not Notification.objects.filter(person=cast.employee).exists()


def test_the_notification_leads_to_the_owners_part_of_the_desk(
    bring: Import, client: Any, cast: Cast, hub: Hub
) -> None:
    bring(2)
    create_post(hub.discussion, author=cast.employee, body="Under the theme, not its question.")
    client.force_login(cast.owner)
    note = Notification.objects.get(kind=Kind.CONTRIBUTIONS_IMPORTED)

    desk = client.get(note.get_absolute_url(), follow=True)

    assert len(desk.context["contributions"]) == 2
    note.refresh_from_db()
    assert not note.is_unread
