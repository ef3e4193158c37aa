"""A host's own renderer makes the posts, and what it makes is sanitised like everything else."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from discussions.actions import approve_post, create_post, edit_post, keep_discussion
from discussions.bodies import BodyRenderer, Shown
from discussions.live.reading import read_changes
from discussions.models import Mention, Post
from tests.cast import Cast, Hub

from .newsroom import bodies

pytestmark = pytest.mark.django_db
RENDERER: BodyRenderer = bodies.with_stories
OWN = {"BODY_RENDERER": "tests.testapp.newsroom.bodies.with_stories"}
LINK = '<a href="/stories/12/" rel="noopener noreferrer nofollow">STORY-12</a>'


def refuse_shouting(text: str, shown: Shown) -> str:
    if text.isupper():
        raise ValidationError("Please do not shout.", code="shouting")
    return text


@pytest.fixture
def employee(client: Client, cast: Cast) -> Client:
    client.force_login(cast.employee)
    return client


def render_again() -> str:
    output = io.StringIO()
    call_command("render_posts", stdout=output)
    return output.getvalue()


def test_the_renderer_of_the_host_makes_posts_and_previews(
    employee: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = OWN
    post = create_post(hub.discussion, author=cast.employee, body="As in STORY-12, **soon**")
    assert LINK in post.body_html
    assert "<strong>soon</strong>" in post.body_html
    address = reverse("strategy_discussions:preview", args=[hub.discussion.pk])
    preview = employee.post(address, {"body": "STORY-12"}, headers={"Accept": "application/json"})
    assert LINK in preview.json()["html"]


def test_what_it_makes_is_sanitised(cast: Cast, hub: Hub, settings: Any) -> None:
    settings.STRATEGY_HUB = OWN
    post = create_post(hub.discussion, author=cast.employee, body="STORY-12")
    edit_post(post, actor=cast.employee, body="STORY-12 again")
    for hostile in ("onclick", "<script", "track()", "<section"):
        assert hostile not in post.body_html
    assert LINK in post.body_html


def test_its_refusal_is_read_by_the_author_and_nothing_is_stored(
    employee: Client, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"BODY_RENDERER": f"{__name__}.refuse_shouting"}
    address = reverse("strategy_discussions:create", args=[hub.discussion.pk])
    answer = employee.post(address, {"body": "LOUD"})
    assert answer.status_code == 422
    assert "Please do not shout." in answer.content.decode()
    assert ">LOUD</textarea>" in answer.content.decode()
    assert not Post.objects.exists()


def test_a_change_of_renderer_shows_on_pages_and_live_once_posts_are_rendered_again(
    employee: Client, cast: Cast, hub: Hub, settings: Any
) -> None:
    post = create_post(hub.discussion, author=cast.employee, body="First STORY-12")
    edit_post(post, actor=cast.employee, body="Then STORY-12")
    other = create_post(hub.discussion, author=cast.colleague, body="Nothing to see")
    address = hub.theme_page.get_url()
    assert LINK not in employee.get(address).content.decode()
    settings.STRATEGY_HUB = OWN
    head = other.changed_seq
    assert "Changed: 2. The same: 1." in render_again()
    assert LINK in employee.get(address).content.decode()
    frame = read_changes(hub.discussion.pk, head)
    assert frame["type"] == "changes"
    assert [one["id"] for one in frame["posts"]] == [post.pk]
    assert LINK in frame["posts"][0]["html"]
    assert LINK in post.revisions.get().body_html
    assert "Changed: 0." in render_again()


def test_rendering_again_mentions_whom_the_post_mentioned_and_nobody_else(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    body = "@Carl Colleague knows, @Mina Member did not exist. STORY-12"
    cast.member.first_name = "Somebody"
    cast.member.save()
    post = create_post(hub.discussion, author=cast.employee, body=body)
    mentioned = f'<span data-mention="{cast.colleague.pk}">@Carl Colleague</span>'
    assert mentioned in post.body_html
    cast.member.first_name, cast.colleague.last_name = "Mina", "Renamed"
    cast.member.save()
    cast.colleague.save()
    settings.STRATEGY_HUB = OWN
    render_again()
    post.refresh_from_db()
    assert LINK in post.body_html
    assert mentioned in post.body_html
    assert post.body_html.count("data-mention") == Mention.objects.count() == 1


def test_what_waits_for_review_is_rendered_again_and_stays_out_of_sight(
    cast: Cast, hub: Hub, settings: Any
) -> None:
    keep_discussion(hub.discussion, actor=cast.facilitator, premoderated=True)
    post = create_post(hub.discussion, author=cast.employee, body="STORY-12")
    settings.STRATEGY_HUB = OWN
    render_again()
    frame = read_changes(hub.discussion.pk, 0)
    assert frame["type"] == "changes"
    assert frame["posts"] == []
    approve_post(Post.objects.get(pk=post.pk), actor=cast.facilitator)
    assert LINK in Post.objects.get(pk=post.pk).body_html


def test_what_another_renderer_shows_nothing_of_stays_as_it_was(
    cast: Cast, hub: Hub, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = create_post(hub.discussion, author=cast.employee, body="Words")
    monkeypatch.setattr(bodies, "with_stories", lambda text, shown: "<!-- nothing -->")
    settings.STRATEGY_HUB = OWN
    assert "nothing would be shown: 1" in render_again()
    post.refresh_from_db()
    assert post.body_html == "<p>Words</p>"


def test_headings_in_a_post_stand_below_that_of_the_post(cast: Cast, hub: Hub) -> None:
    body = "# One\n\n## Two\n\n###### Six\n\n`<h1>`"
    html = create_post(hub.discussion, author=cast.employee, body=body).body_html
    assert "<h5>One</h5>" in html
    assert "<h6>Two</h6>" in html
    assert "<h6>Six</h6>" in html
    assert "<code>&lt;h1&gt;</code>" in html
