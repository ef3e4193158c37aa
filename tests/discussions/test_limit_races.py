"""What one person may write and attach in a while, asked for many times at the same moment."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from discussions import actions
from discussions.models import Attachment, Post
from tests.cast import Cast, Hub

from .test_races import at_once, failures, writing

pytestmark = pytest.mark.django_db(transaction=True)


def test_posts_at_once_do_not_pass_the_rate(hub: Hub, cast: Cast, settings: Any) -> None:
    settings.STRATEGY_HUB = {"POST_RATE": (3, 600)}
    places = [hub.discussion, hub.question_page.primary_discussion, hub.update.primary_discussion]
    results = at_once(
        writing(places[number % 3], cast.employee, f"Number {number}") for number in range(12)
    )
    assert {error.code for error in failures(results)} == {"too_fast"}
    assert Post.objects.filter(author=cast.employee).count() == 3


@pytest.mark.parametrize(
    ("limit", "stored"),
    [({"ATTACHMENT_RATE": (3, 600)}, 3), ({"ATTACHMENT_QUOTA": (10, 600)}, 2)],
)
def test_files_at_once_do_not_pass_the_quota(
    hub: Hub, cast: Cast, settings: Any, tmp_path: Path, limit: dict[str, Any], stored: int
) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path, **limit}

    def attach() -> Attachment:
        file = BytesIO(b"Words")
        return actions.attach_file(
            hub.discussion, uploader=cast.employee, file=file, name="paper.txt"
        )

    results = at_once([attach] * 10)
    assert {error.code for error in failures(results)} == {"too_fast"}
    assert Attachment.objects.filter(uploader=cast.employee).count() == stored
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == stored


def test_people_do_not_wait_for_each_other(hub: Hub, cast: Cast, settings: Any) -> None:
    settings.STRATEGY_HUB = {"POST_RATE": (2, 600)}
    people = [cast.employee, cast.colleague, cast.member]
    results = at_once(
        writing(hub.discussion, people[number % 3], f"Number {number}") for number in range(6)
    )
    assert failures(results) == []
