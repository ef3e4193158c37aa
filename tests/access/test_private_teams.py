"""A canary sings in a private team, and nobody outside of it hears it, on any road.

A deputy who never was a member, an owner who is one no longer, a member who was removed, and an
editor of Wagtail with every right on pages: each tries every address of ours and of the admin.
"""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import Page

from discussions import actions
from discussions.live.people import read_snapshots
from discussions.models import Discussion
from strategy_hub.actions.setup import set_up_hub
from strategy_hub.models import Notification
from tests.cast import Cast, Hub
from themes.actions import (
    accept_invitation,
    add_entry,
    invite_person,
    make_team,
    remove_member,
    set_theme_people,
    thank_contribution,
)
from themes.models import Contribution, Team

from .routes import routes, walk_all
from .test_canary import pages_of, read

pytestmark = pytest.mark.django_db
# What is asked for, whose echo proves nothing; and, after it, what nobody outside may read.
ASKED = "quincunx"
CANARY = f"{ASKED} zanzibarwhistle"
# Roads of Wagtail's admin that lead to no page, or out of it.
ELSEWHERE = re.compile(r"logout|sprite|jsi18n|dismissible|test|collection|workflow|password")


@pytest.fixture
def team(cast: Cast, hub: Hub, admin_user: User) -> Team:
    """A team in which everything says the word; its maker has left the theme, a member the team."""
    set_up_hub()
    cast.office.groups.add(Group.objects.get(name="Strategy office"))
    set_theme_people(
        hub.theme, owners=[cast.owner, cast.colleague], deputies=[cast.deputy], actor=None
    )
    team = make_team(
        hub.theme, actor=cast.owner, name=f"Team {CANARY}", purpose=f"Purpose {CANARY}"
    )
    for person in (cast.colleague, cast.member):
        invitation = invite_person(
            team, person=person, actor=cast.owner, reason=f"Because {CANARY}"
        )
        accept_invitation(invitation, actor=person)
    discussion = team.page.specific.primary_discussion
    paper = actions.attach_file(
        discussion, uploader=cast.colleague, file=BytesIO(CANARY.encode()), name="paper.txt"
    )
    for person in (cast.owner, cast.member):
        actions.choose_level(discussion, person=person, level="following")
    body = f"Psst {CANARY}, @Omar Owner @Mina Member [paper](attachment:{paper.pk})"
    post = actions.create_post(discussion, author=cast.colleague, body=body, kind="idea")
    actions.create_post(discussion, author=cast.member, body=f"Indeed {CANARY}", parent=post)
    thanked = actions.create_post(discussion, author=cast.member, body=f"And {CANARY}")
    thank_contribution(
        thanked.contribution, actor=cast.colleague, message=f"Thank you for {CANARY}"
    )
    add_entry(
        team,
        register="promise",
        what=f"Promised {CANARY}",
        responsible=cast.member,
        due=date(2026, 1, 1),
        actor=cast.colleague,
    )
    page = team.page.specific
    page.save_revision(user=cast.colleague).publish()
    set_theme_people(hub.theme, owners=[cast.colleague], deputies=[cast.deputy], actor=None)
    remove_member(team, person=cast.member, actor=cast.colleague, reason="The pilot is over.")
    invite_person(team, person=cast.employee, actor=cast.colleague, reason=f"Come, {CANARY}")
    team.refresh_from_db()
    return team


@pytest.fixture
def outside(cast: Cast, team: Team) -> dict[str, Any]:
    """Who tries; the office edits, publishes, moves and deletes every page in Wagtail's admin."""
    for person in (cast.owner, cast.member, cast.deputy):
        person.groups.add(Group.objects.get(name="Theme editors"))
    return {
        "a deputy": cast.deputy,
        "an owner who was": cast.owner,
        "a member who was": cast.member,
        "an editor": cast.office,
    }


def values_of(team: Team) -> dict[str, Any]:
    discussion = Discussion.objects.get(page=team.page_id)
    post = discussion.posts.order_by("pk").first()
    assert post
    contribution = Contribution.objects.filter(post=post).get()
    page = team.page
    return {
        "team_id": team.pk,
        "theme_id": team.theme_id,
        "invitation_id": team.invitations.earliest("pk").pk,
        "discussion_id": discussion.pk,
        "post_id": post.pk,
        "attachment_id": str(post.attachments.get().pk),
        "contribution_id": contribution.pk,
        "person_id": team.group.user_set.earliest("pk").pk,
        "page_id": page.pk,
        "parent_page_id": page.pk,
        "page_to_move_id": page.pk,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "pk": page.pk,
        "content_type_app_name": "strategy_themes",
        "content_type_model_name": "themeteampage",
        "content_type_app_label": "strategy_themes",
        "app_label": "strategy_themes",
        "model_name": "themeteampage",
        "register": "promise",
        "entry_id": team.entries.earliest("pk").pk,
        "reaction": "insight",
        "step": "thank",
    }


def addresses(team: Team, theme: int) -> Iterator[str]:
    """Every address of ours and of Wagtail's admin that can be said about the team or its theme."""
    ours = {"query": f"?q={ASKED}&after=0"}
    values = values_of(team)
    for name, route in routes().items():
        yield from said_with(name, route, values, ours["query"])
    of_theme = values | {"page_id": theme, "parent_page_id": theme, "pk": theme}
    query = f"?q={ASKED}&search_all=1&p=1"
    for name, route in walk_all(get_resolver()):
        if name.startswith(("wagtailadmin", "wagtailforms")) and not ELSEWHERE.search(name):
            for known in (values, of_theme):
                yield from said_with(name, route, known, query)
                yield from said_with(name, route, known, "")


def said_with(name: str, route: Any, known: dict[str, Any], query: str) -> Iterator[str]:
    converters = route.pattern.converters or dict.fromkeys(route.pattern.regex.groupindex)
    try:
        yield reverse(name, kwargs={each: known[each] for each in converters}) + query
    except (KeyError, NoReverseMatch):
        return


def sings(text: str) -> bool:
    return CANARY.split()[1] in text.lower()


def test_no_address_of_anything_tells_those_outside(
    hub: Hub, team: Team, outside: dict[str, Any]
) -> None:
    walked = {*addresses(team, hub.theme_page.pk), *pages_of(hub), team.page.url}
    walked |= {
        f"{reverse('strategy_contributions:index')}?export={kind}" for kind in ("csv", "xlsx")
    }
    assert len(walked) > 200
    for who, person in outside.items():
        client = Client()
        client.force_login(person)
        found = [one for one in sorted(walked) if sings(read(client, one))]
        assert found == [], (who, found)


def test_the_word_is_heard_by_a_member(cast: Cast, hub: Hub, team: Team) -> None:
    """Or the walk would prove nothing."""
    client = Client()
    cast.colleague.groups.add(Group.objects.get(name="Strategy office"))
    client.force_login(cast.colleague)
    walked = {*addresses(team, hub.theme_page.pk), *pages_of(hub), team.page.url}
    found = {one.partition("?")[0] for one in walked if sings(read(client, one))}
    assert team.page.url in found
    assert reverse("wagtailadmin_pages:edit", args=[team.page_id]) in found
    assert reverse("wagtailadmin_pages:history", args=[team.page_id]) in found
    assert len(found) > 12


def test_nothing_that_was_sent_or_counted_tells_those_outside(
    team: Team, outside: dict[str, Any]
) -> None:
    for who, person in outside.items():
        assert not sings(str(read_snapshots([person.pk]))), who
        for note in Notification.objects.of(person):
            assert not sings(f"{note.sentence} {note.excerpt}"), who


def test_no_act_of_those_outside_reaches_it(hub: Hub, team: Team, outside: dict[str, Any]) -> None:
    """Every form that can be sent about the team is met with 404, or with Wagtail's refusal."""
    before = list(Page.objects.filter(pk=team.page_id).values())
    data = {"body": "In", "reason": "In", "new_title": "Copy", "new_slug": "copy"}
    data |= {"new_parent_page": hub.theme_page.pk, "next": "/"}
    for who, person in outside.items():
        client = Client()
        client.force_login(person)
        for name in ("copy", "delete", "unpublish", "lock", "unlock", "set_privacy", "edit"):
            route = reverse(f"wagtailadmin_pages:{name}", args=[team.page_id])
            answer = client.post(route, data)
            assert answer.status_code in {302, 403, 404}, (who, name)
            assert not sings(answer.content.decode()), (who, name)
        move = reverse("wagtailadmin_pages:move_confirm", args=[team.page_id, hub.question_page.pk])
        assert client.post(move, data).status_code in {302, 403, 404}
    assert list(Page.objects.filter(pk=team.page_id).values()) == before
    assert Team.objects.count() == 1
    assert team.page.get_view_restrictions().filter(restriction_type="groups").exists()


def test_a_copy_of_the_theme_takes_no_team_along(
    client: Any, hub: Hub, team: Team, outside: dict[str, Any]
) -> None:
    client.force_login(outside["an editor"])
    groups = Group.objects.count()
    address = reverse("wagtailadmin_pages:copy", args=[hub.theme_page.pk])
    answer = client.post(
        address,
        {
            "new_title": "Growth again",
            "new_slug": "growth-again",
            "new_parent_page": hub.themes.pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )
    assert answer.status_code == 302
    copied = Page.objects.get(slug="growth-again")
    assert copied.get_children().count() == 2
    assert (Team.objects.count(), Group.objects.count()) == (1, groups)
