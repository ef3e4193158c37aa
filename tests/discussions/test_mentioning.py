"""Whom a post mentions is entered once, with the post, and only from those who see it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions import actions
from discussions.models import Mention, Post
from discussions.quoting import quote_of
from discussions.rendering import read_looks
from discussions.signals import post_edited, post_published
from tests.cast import Hub, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced() -> Any:
    """The people that each announcement names, in the order of the announcements."""
    heard: list[set[int]] = []

    def hear(mentioned: frozenset[int], **kwargs: Any) -> None:
        heard.append(set(mentioned))

    post_published.connect(hear)
    post_edited.connect(hear)
    yield heard
    post_published.disconnect(hear)
    post_edited.disconnect(hear)


def words_for(person: User) -> str:
    return f"@[{person.get_full_name()}](person:{person.pk})"


def say(hub: Hub, author: User, body: str, **how: Any) -> Post:
    return actions.create_post(hub.discussion, author=author, body=body, **how)


def entered(post: Post) -> set[int]:
    return set(post.mentions.values_list("person_id", flat=True))


def shown(post: Post, hub: Hub) -> str:
    [look] = read_looks(Post.objects.filter(pk=post.pk), hub.theme_page)
    return look.body_html


def test_people_are_entered_with_the_post_and_announced(cast, hub, announced):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)} and @Mina Member.")
    assert entered(post) == {cast.colleague.pk, cast.member.pk}
    assert announced == [{cast.colleague.pk, cast.member.pk}]


def test_a_post_that_names_nobody_costs_no_query_more(cast, hub):
    def cost(body: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            say(hub, cast.employee, body)
        return len(queries)

    cost("First")
    assert cost("Write to me@example.com") == cost("Nothing")
    # The audience, the people by number, by name; those entered already, and the entry.
    some = cost(f"{words_for(cast.colleague)} @Mina Member") - cost("Nothing")
    body = " ".join(
        f"{words_for(person)} @{person.get_full_name()}" for _n, person in cast if person.pk
    )
    assert cost(body) - cost("Nothing") == some


@pytest.mark.parametrize("who", ["outsider", "deactivated"])
def test_nobody_outside_of_the_audience_is_mentioned(cast, hub, announced, who):
    person = getattr(cast, who)
    post = say(hub, cast.employee, f"@[Whoever](person:{person.pk}), @{person.get_full_name()}")
    assert entered(post) == set()
    assert announced == [set()]
    # Not even their name, where the writer does not know it.
    assert post.body_html == f"<p>@Whoever, @{person.get_full_name()}</p>"


def test_the_team_alone_is_mentioned_on_its_page(cast, hub):
    body = f"{words_for(cast.employee)} {words_for(cast.member)} @Carl Colleague"
    post = actions.create_post(hub.team_discussion, author=cast.member, body=body)
    assert entered(post) == set()
    cast.colleague.groups.add(*cast.member.groups.all())
    post = actions.create_post(hub.team_discussion, author=cast.member, body=body)
    assert entered(post) == {cast.colleague.pk}


def test_nobody_mentions_themselves(cast, hub, announced):
    post = say(hub, cast.employee, f"I, {words_for(cast.employee)}")
    assert announced == [set()]
    assert entered(post) == set()


def test_a_name_that_two_have_means_neither(cast, hub):
    User.objects.filter(pk=cast.member.pk).update(first_name="Carl", last_name="Colleague")
    actions.index_all_names()
    post = say(hub, cast.employee, f"@Carl Colleague, {words_for(cast.colleague)}")
    assert entered(post) == {cast.colleague.pk}
    assert post.body_html.startswith("<p>@Carl Colleague, <span")


def test_an_edit_announces_only_whom_it_names_for_the_first_time(cast, hub, announced):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}")
    bodies = [
        f"Ask {words_for(cast.colleague)} and {words_for(cast.member)}",
        "Ask nobody",
        f"Ask {words_for(cast.member)}, {words_for(cast.colleague)}",
    ]
    for body in bodies:
        actions.edit_post(post, actor=cast.employee, body=body)
    assert announced == [{cast.colleague.pk}, {cast.member.pk}, set(), set()]
    assert entered(post) == {cast.colleague.pk, cast.member.pk}


def test_a_post_that_waits_announces_when_it_is_shown(cast, hub, announced):
    actions.keep_discussion(hub.discussion, actor=cast.owner, premoderated=True)
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}")
    assert announced == []
    assert entered(post) == {cast.colleague.pk}
    actions.approve_post(post, actor=cast.owner)
    assert announced == [{cast.colleague.pk}]
    actions.hide_post(post, actor=cast.owner, reason="Look again")
    actions.restore_post(post, actor=cast.owner)
    assert announced == [{cast.colleague.pk}]


def test_the_trail_goes_with_the_post(cast, hub):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}")
    actions.delete_post(post, actor=cast.employee)
    assert not Mention.objects.exists()


def test_a_post_that_is_refused_leaves_no_trail(cast, hub, settings):
    settings.STRATEGY_HUB = {"MENTIONS_PER_POST": 2}
    people = [cast.colleague, cast.member, cast.owner]
    with pytest.raises(ValidationError) as error:
        say(hub, cast.employee, " ".join(map(words_for, people)))
    assert error.value.code == "mentions"
    assert error.value.messages == [
        "A post can mention 2 people, and this one has mentioned 3. Take some out."
    ]
    assert not Post.objects.exists()
    assert not Mention.objects.exists()


def test_edits_do_not_lead_around_the_bound(cast, hub, settings):
    settings.STRATEGY_HUB = {"MENTIONS_PER_POST": 2}
    post = say(hub, cast.employee, f"{words_for(cast.colleague)} {words_for(cast.member)}")
    with pytest.raises(ValidationError) as error:
        actions.edit_post(post, actor=cast.employee, body=words_for(cast.owner))
    assert error.value.code == "mentions"
    post.refresh_from_db()
    assert post.edited_at is None


def test_ten_thousand_signs_are_looked_up_in_one_bounded_query(cast, hub):
    body = " ".join(f"@a{number} b" for number in range(1_200))
    with CaptureQueriesContext(connection) as queries:
        people = actions.find_people(body, discussion=hub.discussion)
    assert people.names == {}
    # The page, its restrictions with their groups, and the names.
    assert len(queries) == 4
    assert max(len(query["sql"]) for query in queries) < 20_000


def test_an_import_mentions_nobody(cast, hub, announced):
    post, _is_new = actions.import_post(
        hub.discussion,
        author=cast.employee,
        body=f"@Carl Colleague {words_for(cast.member)}",
        kind="comment",
        written_at=timezone.now(),
        state="visible",
        submission_key="import-1",
        in_bulk=True,
    )
    assert entered(post) == set()
    assert announced == [set()]


def test_who_quotes_a_mention_mentions_nobody(cast, hub, announced):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}, @Mina Member")
    quotation = quote_of(post)
    assert "> Ask @Carl Colleague, @Mina Member" in quotation
    answer = say(hub, cast.owner, f"{quotation}Yes!", parent=post)
    assert entered(answer) == set()


# What readers see


def test_a_mention_shows_the_present_name(cast, hub):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}")
    before = shown(post, hub)
    assert f'<span class="mention" data-mention="{cast.colleague.pk}">@Carl Colleague' in before
    User.objects.filter(pk=cast.colleague.pk).update(last_name="<Married>")
    assert "@Carl &lt;Married&gt;</span>" in shown(post, hub)


@pytest.mark.parametrize("change", ["deactivated", "left", "closed", "deleted"])
def test_who_cannot_see_the_page_any_more_is_a_word(cast, hub, change):
    post = say(hub, cast.employee, f"Ask {words_for(cast.colleague)}")
    if change == "deactivated":
        User.objects.filter(pk=cast.colleague.pk).update(is_active=False, last_name="New")
    elif change == "left":
        cast.colleague.groups.clear()
        User.objects.filter(pk=cast.colleague.pk).update(last_name="New")
    elif change == "closed":
        restrict(hub.theme_page, "Team")
    else:
        cast.colleague.delete()
    assert shown(post, hub) == "<p>Ask @Carl Colleague</p>"


def test_mentions_cost_a_page_one_query_however_many_there_are(cast, hub):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read_looks(Post.objects.all(), hub.theme_page)
        return len(queries)

    say(hub, cast.employee, "Nobody")
    without = cost()
    for _time in range(3):
        say(hub, cast.employee, f"{words_for(cast.colleague)} {words_for(cast.member)}")
    assert (without, cost()) == (2, 3)
