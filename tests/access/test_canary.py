"""A canary: somebody who writes anonymously, and does nothing else, is found by nobody anywhere.

Every screen, frame, list, log and table is searched for her name and number. Where everybody who
may be mentioned is listed, she stands like all others, and does not take part.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from discussions import actions
from discussions.live.people import read_snapshots
from discussions.live.protocol import encode
from discussions.live.reading import read_changes
from discussions.models import Discussion, Post, Unsealing
from strategy_hub.actions.setup import set_up_hub
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import decline_contribution, reassign_contribution, thank_contribution
from themes.models import Contribution

from .routes import is_admin, routes

pytestmark = pytest.mark.django_db
NAME = re.compile("quilla|zephyrine", re.I)
# Tables that know her, and whom they tell: the seal, her own notifications, figures of groups, her
# groups, her account's own rows.
KNOWING = {
    "strategy_discussions.SealedAuthor.person",
    "strategy_discussions.PersonName.person",
    "strategy_discussions.AccessEpoch.person",
    "strategy_hub.Notification.person",
    "strategy_scorecard.Participation.person",
    "strategy_scorecard.WeeklyPresence.person",
    "auth.User_groups.user",
}


@pytest.fixture
def quilla(cast: Cast) -> User:
    person = User.objects.create_user(
        "quilla", "quilla@example.com", "password", first_name="Quilla", last_name="Zephyrine"
    )
    person.groups.add(Group.objects.get(name="Staff"))
    return person


@pytest.fixture
def said(cast: Cast, hub: Hub, quilla: User, admin_user: User) -> list[Post]:
    """Everything that can happen to anonymous posts, up to the refusal to unseal one."""
    set_up_hub()
    cast.office.groups.add(Group.objects.get(name="Strategy office"))
    by_hand = Permission.objects.filter(content_type__app_label="strategy_discussions")
    cast.office.user_permissions.add(by_hand.get(codename="request_unsealing"))
    cast.executive.user_permissions.add(by_hand.get(codename="approve_unsealing"))
    covenant = actions.publish_covenant(text="<p>Kindly.</p>", actor=admin_user)
    discussion = hub.question_page.primary_discussion
    for person in (cast.colleague, cast.owner):
        actions.accept_covenant(number=covenant.number, actor=person)
    actions.choose_level(discussion, person=cast.member, level="following")
    opening = actions.create_post(discussion, author=cast.colleague, body="By name")
    actions.keep_discussion(discussion, actor=cast.owner, allows_anonymous=True)

    def write(body: str, **more: Any) -> Post:
        return actions.create_post(
            discussion,
            author=quilla,
            body=body,
            anonymous=True,
            covenant=covenant.number,
            submission_key=f"key-{len(body)}-{body[0]}",
            **more,
        )

    idea = write("An idea, @Carl Colleague", kind="idea")
    reply = write("A quiet reply", parent=opening)
    actions.edit_post(idea, actor=quilla, body="A better idea, @Carl Colleague")
    actions.support_post(idea, actor=cast.member)
    actions.create_post(discussion, author=cast.colleague, body="Indeed", parent=idea)
    contribution = Contribution.objects.get(post=idea)
    thank_contribution(contribution, actor=cast.owner, message="Thank you for it.")
    reassign_contribution(contribution, to=cast.deputy, actor=cast.owner, note="Yours")
    decline_contribution(contribution, actor=cast.deputy, reason="Too dear.")
    actions.pin_post(idea, actor=cast.owner)
    actions.report_post(idea, actor=cast.colleague, reason="Is it?")
    actions.dismiss_reports(idea, actor=cast.owner, note="It is.")
    actions.hide_post(reply, actor=cast.owner, reason="Not here.")
    actions.restore_post(reply, actor=cast.owner)
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=True)
    held, refused = write("Held one"), write("Refused1")
    write("Waiting1")
    actions.approve_post(held, actor=cast.owner)
    actions.refuse_post(refused, actor=cast.owner, reason="Not here.")
    actions.keep_discussion(discussion, actor=cast.owner, premoderated=False)
    withdrawn = write("Withdrawn")
    actions.report_post(withdrawn, actor=cast.colleague, reason="Is it?")
    actions.delete_post(withdrawn, actor=quilla)
    unsealing, _new = actions.request_unsealing(idea, actor=cast.office, reason="Curiosity alone.")
    actions.refuse_unsealing(unsealing, actor=cast.executive, reason="Curiosity is none.")
    actions.request_unsealing(held, actor=cast.office, reason="Curiosity again.")
    return [idea, held]


def addresses(post: Post) -> Iterator[str]:
    """Every address of ours that can be said about one post."""
    contribution = Contribution.objects.filter(post=post).first()
    values = {
        "post_id": post.pk,
        "discussion_id": post.discussion_id,
        "contribution_id": contribution.pk if contribution else 0,
        "unsealing_id": getattr(Unsealing.objects.filter(post=post).first(), "pk", 0),
    }
    rows = {
        "strategy_admin_posts": post.pk,
        "strategy_admin_discussions": post.discussion_id,
        "strategy_contributions": values["contribution_id"],
    }
    for name, route in routes().items():
        known = values | {"pk": rows.get(name.split(":")[0], 0)}
        names = route.pattern.converters
        if name.startswith("strategy_people_chooser") or name.endswith(":people"):
            continue
        try:
            address = reverse(name, kwargs={each: known[each] for each in names})
        except (KeyError, NoReverseMatch):
            continue
        yield f"{address}?q=quilla&after=0&order=unanswered"


def pages_of(hub: Hub) -> list[str]:
    every = (hub.home, hub.themes, hub.theme_page, hub.question_page, hub.updates, hub.update)
    return [page.get_url() for page in every]


def finds_her(text: str, quilla: User, asked: str = "") -> bool:
    text = text.replace("q=quilla", "").replace('value="quilla"', "").replace("“quilla”", "")
    number = re.search(rf'(data-author="|"author": ?|person:){quilla.pk}\b', text)
    return bool(NAME.search(text) or number)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.headers.get('Location', '')} {content.decode(errors='replace')}"


def test_no_screen_of_anybody_knows_her(
    cast: Cast, hub: Hub, said: list[Post], quilla: User, admin_user: User
) -> None:
    walked = {address for post in said for address in addresses(post)}
    walked = {one for one in walked if not one.startswith("/admin/")} | {*pages_of(hub)}
    assert len(walked) > 40
    # Whoever else is in the cast sees a part of what one of these does.
    for person in (cast.executive, cast.owner, cast.colleague, cast.office, admin_user):
        client = Client()
        client.force_login(person)
        found = [one for one in walked if finds_her(read(client, one), quilla)]
        assert found == [], person


def test_no_admin_knows_her(
    cast: Cast, hub: Hub, said: list[Post], quilla: User, admin_user: User
) -> None:
    own = {reverse(name) for name in filter(is_admin, routes()) if _is_plain(name)}
    own = {one for one in own if "people" not in one}
    own |= {one for post in said for one in addresses(post) if one.startswith("/admin/")}
    page = hub.question_page.pk
    own |= {
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:history", args=[page]),
        reverse("wagtailadmin_pages:edit", args=[page]),
        reverse("wagtailadmin_pages:usage", args=[page]),
        reverse("wagtailadmin_reports:site_history"),
    }
    for person in (admin_user, cast.office):
        client = Client()
        client.force_login(person)
        found = [one for one in own if finds_her(read(client, one), quilla)]
        assert found == [], person


def _is_plain(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return not name.startswith("strategy_people_chooser")


def test_no_frame_snapshot_log_or_notification_knows_her(
    cast: Cast, said: list[Post], quilla: User
) -> None:
    for discussion in Discussion.objects.all():
        assert not finds_her(encode(read_changes(discussion.pk, 0)), quilla)
    others = get_user_model().objects.exclude(pk=quilla.pk)
    for person in others:
        assert not finds_her(str(read_snapshots([person.pk])), quilla)
    for note in Notification.objects.exclude(person=quilla):
        assert not finds_her(f"{note.sentence} {note.excerpt} {note.actor}", quilla)
    for entry in [*PageLogEntry.objects.all(), *ModelLogEntry.objects.all()]:
        assert not finds_her(f"{entry.data} {entry.user} {entry.message}", quilla)


def test_no_table_knows_her_but_those_that_tell_nobody(said: list[Post], quilla: User) -> None:
    knowing = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is User and model._base_manager.filter(
                **{field.name: quilla.pk}
            ):
                knowing.add(f"{model._meta.label}.{field.name}")
    assert knowing - KNOWING == set()
    assert "strategy_discussions.SealedAuthor.person" in knowing


def test_who_may_be_mentioned_says_nothing_of_what_she_wrote(
    client: Client, cast: Cast, said: list[Post]
) -> None:
    client.force_login(cast.owner)
    address = reverse("strategy_discussions:people", args=[said[0].discussion_id])
    (quilla,) = client.get(address, {"q": "quilla"}).json()["people"]
    assert quilla["takes_part"] is False
    assert client.get(address, {"q": "anonymous"}).json()["people"] == []


def test_a_leak_would_be_noticed(client: Client, cast: Cast, hub: Hub, quilla: User) -> None:
    actions.create_post(hub.discussion, author=quilla, body="By name")
    client.force_login(cast.owner)
    assert finds_her(read(client, hub.theme_page.get_url()), quilla)
    assert finds_her(encode(read_changes(hub.discussion.pk, 0)), quilla)


def test_she_herself_finds_everything_of_hers(
    client: Client, said: list[Post], quilla: User
) -> None:
    client.force_login(quilla)
    mine = client.get(reverse("strategy_themes:contributions")).content.decode()
    assert "A better idea" in mine
    told = [note.sentence for note in Notification.objects.filter(person=quilla)]
    assert len(told) >= 6
    assert all(one.startswith("About your anonymous post: ") for one in told)
