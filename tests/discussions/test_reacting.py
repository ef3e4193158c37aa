"""Reactions: one of each kind from one person, undone as easily, shown to everybody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from discussions import actions, reactions
from discussions.live.reading import read_changes
from discussions.models import Post, Reaction
from discussions.reactions import ReactionKind, read_counts, use_reactions, write_counts
from discussions.signals import post_reacted, reaction_withdrawn
from discussions.views.marks import Marks
from discussions.views.orders import order_of
from discussions.views.sheets import read_sheet
from scorecard.models import Participation
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def post(cast: Cast, hub: Hub) -> Post:
    return actions.create_post(hub.discussion, author=cast.employee, body="An idea")


@pytest.fixture
def own_kinds() -> Iterator[None]:
    use_reactions([ReactionKind("seen", "Seen", "👀")])
    yield
    use_reactions(reactions.KINDS)


def react(post: Post, person: Any, code: str = "insight") -> Post:
    return actions.react_to_post(post, code=code, actor=person)


def address(post: Post, code: str = "insight", act: str = "give") -> str:
    return reverse("strategy_discussions:react", args=[post.pk, code, act])


def test_a_reaction_counts_once_per_person_and_kind(cast: Cast, post: Post) -> None:
    for person in (cast.colleague, cast.colleague, cast.member):
        react(post, person)
    react(post, cast.colleague, "thanks")
    post.refresh_from_db()
    assert post.reaction_counts == "insight:2 thanks:1"
    assert (post.reactions.count(), post.changed_seq) == (3, 4)


def test_a_reaction_can_be_taken_back(cast: Cast, post: Post) -> None:
    react(post, cast.colleague)
    for _twice in range(2):
        actions.withdraw_reaction(post, code="insight", actor=cast.colleague)
    post.refresh_from_db()
    assert (post.reaction_counts, post.reactions.count(), post.changed_seq) == ("", 0, 3)


def test_each_act_is_announced_once(cast: Cast, post: Post) -> None:
    heard: list[Any] = []

    def hear(signal: Any, **news: Any) -> None:
        heard.append((signal, news["actor"]))

    for signal in (post_reacted, reaction_withdrawn):
        signal.connect(hear)
    try:
        for _twice in range(2):
            react(post, cast.colleague)
        for _twice in range(2):
            actions.withdraw_reaction(post, code="insight", actor=cast.colleague)
    finally:
        for signal in (post_reacted, reaction_withdrawn):
            signal.disconnect(hear)
    assert heard == [(post_reacted, cast.colleague), (reaction_withdrawn, cast.colleague)]


def test_however_many_signs_are_one_act_in_the_ledger(cast: Cast, hub: Hub, post: Post) -> None:
    for code in ("insight", "thanks", "care"):
        react(post, cast.colleague, code)
    entry = Participation.objects.get(kind=Participation.Kind.REACTION)
    assert (entry.person, entry.theme) == (cast.colleague, hub.theme)


def test_a_kind_that_is_not_offered_is_refused(cast: Cast, post: Post) -> None:
    with pytest.raises(ValidationError) as error:
        react(post, cast.colleague, "anger")
    assert error.value.code == "reaction"
    assert not Reaction.objects.exists()


def test_who_may_not_write_may_not_react(cast: Cast, hub: Hub, post: Post) -> None:
    with pytest.raises(PermissionDenied):
        react(post, cast.outsider)
    actions.close_discussion(hub.discussion, actor=cast.owner)
    with pytest.raises(PermissionDenied):
        react(Post.objects.get(pk=post.pk), cast.colleague)
    assert not Reaction.objects.exists()


def test_the_buttons_work_by_form_and_by_script(client: Client, cast: Cast, post: Post) -> None:
    client.force_login(cast.colleague)
    assert client.post(address(post)).status_code == 302
    answer = client.post(address(post), headers=JSON)
    assert 'aria-hidden="true">1<' in answer.json()["frame"]["posts"][0]["html"]
    client.post(address(post, act="take"))
    post.refresh_from_db()
    assert post.reaction_counts == ""
    assert client.get(address(post)).status_code == 405
    assert client.post(address(post, code="anger")).status_code == 404
    assert client.post(address(post, act="toggle")).status_code == 404


def test_a_closed_discussion_says_why_reactions_are_refused(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    actions.close_discussion(hub.discussion, actor=cast.owner)
    client.force_login(cast.colleague)
    answer = client.post(address(post), headers=JSON)
    assert answer.status_code == 403
    assert "closed" in answer.json()["errors"][0]
    shown = client.post(address(post), follow=True).content.decode()
    assert "reactions can no longer be given" in shown


def test_the_page_shows_counts_and_which_are_ones_own(
    client: Client, cast: Cast, hub: Hub, post: Post
) -> None:
    react(post, cast.colleague)
    react(post, cast.member)
    client.force_login(cast.colleague)
    html = client.get(hub.theme_page.get_url()).content.decode()
    assert "2 people: Insight" in html
    assert f'formaction="{address(post, act="take")}"' in html
    client.force_login(cast.employee)
    html = client.get(hub.theme_page.get_url()).content.decode()
    assert "2 people: Insight" in html
    assert f'formaction="{address(post, act="take")}"' not in html


def test_everybody_hears_of_it_live_and_nobody_in_particular(cast: Cast, post: Post) -> None:
    react(post, cast.colleague)
    frame = read_changes(post.discussion_id, 1)
    assert frame["type"] == "changes"
    html = frame["posts"][0]["html"]
    assert "1 person: Insight" in html
    assert 'aria-pressed="true"' not in html


@pytest.mark.parametrize("order", ["newest", "supported"])
def test_support_and_reactions_are_read_with_the_posts(cast: Cast, post: Post, order: str) -> None:
    react(post, cast.colleague, "care")
    react(post, cast.colleague, "thanks")
    actions.support_post(post, actor=cast.colleague)
    post.discussion.refresh_from_db()

    def marks_of(person: Any) -> Marks:
        return read_sheet(post.discussion, order_of(order), None, person).marks

    marks = marks_of(cast.colleague)
    assert marks.supported == {post.pk}
    assert marks.reacted == {(post.pk, "care"), (post.pk, "thanks")}
    assert marks_of(cast.member) == Marks(frozenset(), frozenset(), frozenset())


def test_a_host_offers_its_own_kinds(
    client: Client, cast: Cast, hub: Hub, post: Post, own_kinds: None
) -> None:
    react(post, cast.colleague, "seen")
    client.force_login(cast.employee)
    html = client.get(hub.theme_page.get_url()).content.decode()
    assert "1 person: Seen" in html
    assert "👀" in html
    assert "Celebrate" not in html


def test_what_was_given_of_a_former_kind_is_kept_and_can_be_taken_back(
    cast: Cast, post: Post
) -> None:
    react(post, cast.colleague, "care")
    use_reactions([])
    try:
        frame = read_changes(post.discussion_id, 1)
        assert frame["type"] == "changes"
        assert "data-reactions" not in frame["posts"][0]["html"]
        actions.withdraw_reaction(post, code="care", actor=cast.colleague)
    finally:
        use_reactions(reactions.KINDS)
    assert post.reaction_counts == ""


@pytest.mark.parametrize("code", ["", "two words", "a:b", "x" * 21, "ä"])
def test_a_code_that_could_not_be_stored_is_refused_at_the_start(code: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        use_reactions([ReactionKind(code, "Label", "👀")])


def test_the_longest_counts_fit_their_column() -> None:
    counts = {f"{number}".rjust(reactions.LONGEST, "x"): 10**9 for number in range(reactions.MOST)}
    assert len(write_counts(counts)) <= 255


@given(st.dictionaries(st.from_regex(r"[a-z_-]{1,20}", fullmatch=True), st.integers(1, 10**9)))
def test_counts_are_read_as_they_were_written(counts: dict[str, int]) -> None:
    assert read_counts(write_counts(counts)) == counts
