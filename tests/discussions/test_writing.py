"""Writing by form and by script: what is stored, what is refused, and that nothing is lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from discussions import actions
from discussions.models import Discussion, Post
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def create_url(discussion: Discussion) -> str:
    return reverse("strategy_discussions:create", args=[discussion.pk])


@pytest.fixture
def employee(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.employee)
    return client


def test_a_posted_form_leads_back_to_the_post_on_its_page(employee: Client, hub: Hub) -> None:
    answer = employee.post(create_url(hub.discussion), {"body": "Hello *there*", "kind": "idea"})
    post = Post.objects.get()
    assert (post.kind, post.body, post.body_html) == (
        "idea",
        "Hello *there*",
        "<p>Hello <em>there</em></p>",
    )
    assert answer.status_code == 302
    landing = employee.get(answer["Location"])
    assert landing["Location"] == f"{hub.theme_page.get_url()}#post-{post.pk}"


def test_a_script_gets_the_same_frame_that_everybody_else_gets(employee: Client, hub: Hub) -> None:
    answer = employee.post(create_url(hub.discussion), {"body": "Hello"}, headers=JSON)
    assert answer.status_code == 201
    frame = answer.json()["frame"]
    assert (frame["type"], frame["head"]) == ("changes", 1)
    assert [post["id"] for post in frame["posts"]] == [answer.json()["post"]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Write something first."),
        (" \n\t ", "Write something first."),
        ("[a]: http://example.com", "nothing would be shown"),
        ("x" * 10_001, "1 character over the limit"),
        ("null \x00 byte", "cannot be shown"),
        ("bell \x07", "cannot be shown"),
        ("delete \x7f", "cannot be shown"),
        ("noncharacter \ufffe", "cannot be shown"),
    ],
)
@pytest.mark.parametrize("headers", [{}, JSON], ids=["form", "script"])
def test_unusable_text_is_refused_with_a_reason_and_comes_back(
    employee: Client, hub: Hub, body: str, message: str, headers: dict[str, str]
) -> None:
    answer = employee.post(create_url(hub.discussion), {"body": body}, headers=headers)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Post.objects.exists()


def test_a_refused_text_stands_in_the_form_again(employee: Client, hub: Hub) -> None:
    body = "Too long but dear to me " + "x" * 10_000
    answer = employee.post(create_url(hub.discussion), {"body": body, "kind": "concern"})
    assert body in answer.content.decode()
    assert answer.context["draft"].kind == "concern"


@pytest.mark.parametrize(
    "body",
    [
        "[a]: /b 'c'",
        "> ",
        "***",
        "- \n- ",
        "#",
        "```\n```",
        "&nbsp;",
        "&#8203;",
        "[](/b)",
    ],
)
def test_a_text_of_which_nothing_is_seen_is_empty(cast: Cast, hub: Hub, body: str) -> None:
    with pytest.raises(ValidationError) as error:
        actions.create_post(hub.discussion, author=cast.employee, body=body)
    assert error.value.code == "empty"
    hub.discussion.refresh_from_db()
    assert (hub.discussion.last_seq, Post.objects.exists()) == (0, False)


def test_an_edit_that_leaves_nothing_to_see_is_refused(cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Something to see")
    with pytest.raises(ValidationError, match="nothing would be shown"):
        actions.edit_post(post, actor=cast.employee, body="[a]: http://example.com")
    post = Post.objects.get()
    assert (post.body, post.revisions.count()) == ("Something to see", 0)


@pytest.mark.parametrize("body", ["1", "`-`", "- x", "\\*", "| a |\n|---|"])
def test_little_is_enough_to_be_seen(cast: Cast, hub: Hub, body: str) -> None:
    assert actions.create_post(hub.discussion, author=cast.employee, body=body).body == body


def test_half_a_surrogate_pair_is_refused(employee: Client, hub: Hub) -> None:
    with pytest.raises(Exception, match="cannot be shown"):
        actions.create_post(
            hub.discussion, author=employee.session and _person(employee), body="\ud83d alone"
        )
    assert not Post.objects.exists()


def _person(client: Client) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_scripts_in_text_and_in_names_stay_text(employee: Client, cast: Cast, hub: Hub) -> None:
    cast.employee.first_name = "<script>alert(1)</script>"
    cast.employee.save()
    body = "<script>alert(2)</script> [x](javascript:1)"
    employee.post(create_url(hub.discussion), {"body": body})
    page = employee.get(hub.theme_page.get_url()).content.decode()
    assert "<script>alert" not in page
    assert "javascript:1" not in Post.objects.get().body_html.replace("[x](javascript:1)", "")


def test_the_same_submission_twice_is_one_post(employee: Client, hub: Hub) -> None:
    data = {"body": "Once", "submission_key": "abc"}
    first = employee.post(create_url(hub.discussion), data, headers=JSON)
    again = employee.post(create_url(hub.discussion), data, headers=JSON)
    assert again.status_code == 201
    assert first.json()["post"] == again.json()["post"]
    assert Post.objects.count() == 1


def test_a_reply_hangs_below_what_it_answers(employee: Client, cast: Cast, hub: Hub) -> None:
    root = actions.create_post(hub.discussion, author=cast.colleague, body="Root")
    other = actions.create_post(hub.discussion, author=cast.colleague, body="Other root")
    employee.post(create_url(hub.discussion), {"body": "Reply", "parent": root.pk})
    order = list(hub.discussion.posts.in_tree_order())
    assert [post.body for post in order] == ["Other root", "Root", "Reply"]
    assert (order[2].parent, order[2].depth, order[2].root_seq) == (root, 1, root.seq)
    assert other.root_seq == other.seq


@pytest.mark.parametrize("parent", ["foreign", "unseen", "missing"])
def test_a_foreign_parent_is_refused(employee: Client, cast: Cast, hub: Hub, parent: str) -> None:
    foreign = actions.create_post(
        hub.question_page.primary_discussion, author=cast.colleague, body="Elsewhere"
    )
    unseen = actions.create_post(hub.team_discussion, author=cast.member, body="Team only")
    number = {"foreign": foreign.pk, "unseen": unseen.pk, "missing": 4711}[parent]
    answer = employee.post(
        create_url(hub.discussion), {"body": "Reply", "parent": number}, headers=JSON
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == ["The post you are answering is not part of this discussion."]
    assert hub.discussion.posts.count() == 0


def test_a_closed_discussion_takes_no_post_and_keeps_the_text(
    employee: Client, cast: Cast, hub: Hub
) -> None:
    discussion = hub.discussion
    actions.close_discussion(discussion, actor=cast.owner)
    answer = employee.post(create_url(discussion), {"body": "Too late"})
    assert answer.status_code == 422
    assert "Too late" in answer.content.decode()
    assert "closed" in answer.content.decode()
    assert not Post.objects.exists()


def test_a_page_one_may_not_see_is_a_missing_page(employee: Client, hub: Hub) -> None:
    for number in (hub.team_discussion.pk, 987654, 2**63, 10**30):
        address = f"/hub/discussions/{number}/"
        for answer in (
            employee.post(f"{address}posts/", {"body": "Let me in"}),
            employee.get(f"{address}changes/?after=0"),
            employee.get(address),
        ):
            assert answer.status_code == 404
    assert not Post.objects.exists()


def test_somebody_who_writes_too_fast_is_asked_to_wait(
    employee: Client, hub: Hub, settings: Any
) -> None:
    settings.STRATEGY_HUB = {"POST_RATE": (2, 600)}
    answers = [
        employee.post(create_url(hub.discussion), {"body": f"Number {number}"}, headers=JSON)
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert "2 posts in 10 minutes" in answers[2].json()["errors"][0]


def test_an_edit_keeps_the_earlier_version_for_everybody(
    employee: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="First words")
    employee.post(reverse("strategy_discussions:edit", args=[post.pk]), {"body": "Second words"})
    post.refresh_from_db()
    assert (post.body, post.changed_seq, post.is_edited) == ("Second words", 2, True)
    reader = Client()
    reader.force_login(cast.colleague)
    history = reader.get(reverse("strategy_discussions:history", args=[post.pk]))
    assert "First words" in history.content.decode()


def test_only_the_author_edits_and_withdraws(client: Client, cast: Cast, hub: Hub) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Mine")
    client.force_login(cast.colleague)
    for name in ("edit", "delete"):
        address = reverse(f"strategy_discussions:{name}", args=[post.pk])
        assert client.post(address, {"body": "Not yours"}).status_code == 404
    post.refresh_from_db()
    assert (post.body, post.state) == ("Mine", "visible")


def test_a_withdrawn_post_leaves_a_note_without_its_text(
    employee: Client, cast: Cast, hub: Hub
) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Unwise words")
    employee.post(reverse("strategy_discussions:delete", args=[post.pk]))
    page = employee.get(hub.theme_page.get_url()).content.decode()
    assert "Emma Employee withdrew this post." in page
    assert "Unwise words" not in page
    changes = employee.get(
        reverse("strategy_discussions:changes", args=[hub.discussion.pk]), {"after": 0}
    )
    assert "Unwise words" not in changes.content.decode()
    history = employee.get(reverse("strategy_discussions:history", args=[post.pk]))
    assert history.status_code == 404
