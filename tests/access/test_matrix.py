"""The access matrix: every route by the whole cast. A route without a row fails the suite.

A row says who gets an answer; everybody else meets a 404 or the login page, as if there were
nothing. `{name}` stands for the thing in question, once on the theme that all staff see and once
on the question that only the team sees.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import get_page_models
from wagtailmedia import get_media_model

from discussions import actions
from scorecard.models import Objective, OrgUnit, Perspective, Scorecard
from strategy_hub.actions.notifications import notify
from strategy_hub.actions.setup import set_up_hub
from strategy_hub.models import Notification, UpdatePage
from tests.cast import Cast, Hub, restrict
from themes.actions import add_entry, choose_many, invite_person, make_team
from themes.models import BulkStep, Cluster, Contribution

from .routes import is_admin, routes

pytestmark = pytest.mark.django_db

NOBODY: frozenset[str] = frozenset()
STAFF = frozenset("executive owner deputy facilitator employee colleague member office".split())
SIGNED_IN = STAFF | {"outsider"}
EVERYBODY = SIGNED_IN | {"anonymous", "deactivated"}
TEAM = frozenset({"member"})
AUTHOR = frozenset({"employee"})
PEOPLE = frozenset({"owner", "deputy", "facilitator"})
OFFICE = frozenset({"office"})
# Who asks to unseal an anonymous post, and who decides about it.
ASKER = frozenset({"office"})
UNSEALERS = ASKER | {"executive"}
OWNER = frozenset({"owner"})
DECIDERS = frozenset({"owner", "deputy"})

DISCUSSIONS = "/hub/discussions"
POSTS = f"{DISCUSSIONS}/posts"


@dataclass(frozen=True)
class Row:
    """Who gets in on the staff's theme, and on the team's question."""

    address: str
    staff: frozenset[str]
    team: frozenset[str] = NOBODY
    method: str = "get"


ROWS = {
    "strategy_hub_healthz": Row("/healthz/", EVERYBODY, EVERYBODY),
    "strategy_hub_readyz": Row("/readyz/", EVERYBODY, EVERYBODY),
    "strategy_hub:login": Row("/hub/login/", EVERYBODY, EVERYBODY),
    "strategy_hub:logout": Row("/hub/logout/", EVERYBODY, EVERYBODY, "post"),
    "strategy_hub:notifications": Row("/hub/notifications/", SIGNED_IN, SIGNED_IN),
    "strategy_hub:mark_all_read": Row("/hub/notifications/read/", SIGNED_IN, SIGNED_IN, "post"),
    "strategy_hub:notification_snapshot": Row("/hub/notifications/snapshot/", SIGNED_IN, SIGNED_IN),
    "strategy_hub:notification": Row("/hub/notifications/{notification}/", AUTHOR),
    "strategy_hub:private_file": Row("/hub/files/{file}", STAFF, TEAM),
    "strategy_discussions:posts": Row("/hub/discussions/posts/", NOBODY),
    "strategy_discussions:post": Row(f"{POSTS}/{{post}}/", STAFF, TEAM),
    "strategy_discussions:support": Row(f"{POSTS}/{{post}}/support/", STAFF, TEAM, "post"),
    "strategy_discussions:withdraw": Row(f"{POSTS}/{{post}}/withdraw/", STAFF, TEAM, "post"),
    "strategy_discussions:react": Row(
        f"{POSTS}/{{post}}/reactions/insight/give/", STAFF, TEAM, "post"
    ),
    "strategy_discussions:edit": Row(f"{POSTS}/{{post}}/edit/", AUTHOR, TEAM),
    "strategy_discussions:delete": Row(f"{POSTS}/{{post}}/delete/", AUTHOR, TEAM, "post"),
    "strategy_discussions:history": Row(f"{POSTS}/{{post}}/history/", STAFF, TEAM),
    "strategy_discussions:quote": Row(f"{POSTS}/{{post}}/quote/", STAFF, TEAM),
    "strategy_discussions:hide": Row(f"{POSTS}/{{post}}/hide/", PEOPLE),
    "strategy_discussions:restore": Row(f"{POSTS}/{{post}}/restore/", PEOPLE, method="post"),
    "strategy_discussions:split": Row(f"{POSTS}/{{post}}/split/", PEOPLE),
    "strategy_discussions:merge": Row(f"{DISCUSSIONS}/{{discussion}}/merge/", PEOPLE),
    "strategy_discussions:move": Row(f"{DISCUSSIONS}/{{discussion}}/move/", PEOPLE),
    "strategy_discussions:pin": Row(f"{POSTS}/{{post}}/pin/", PEOPLE, method="post"),
    "strategy_discussions:unpin": Row(f"{POSTS}/{{post}}/unpin/", PEOPLE, method="post"),
    "strategy_discussions:report": Row(f"{POSTS}/{{post}}/report/", STAFF - AUTHOR),
    "strategy_discussions:request_unsealing": Row(f"{POSTS}/{{sealed}}/unseal/", ASKER),
    "strategy_discussions:unsealings": Row(f"{DISCUSSIONS}/unsealings/", UNSEALERS, UNSEALERS),
    "strategy_discussions:unsealing": Row(f"{DISCUSSIONS}/unsealings/{{unsealing}}/", UNSEALERS),
    "strategy_discussions:queue": Row(f"{DISCUSSIONS}/queue/", PEOPLE, PEOPLE),
    "strategy_discussions:judge": Row(
        f"{DISCUSSIONS}/queue/{{reported}}/dismiss/", PEOPLE, method="post"
    ),
    "strategy_discussions:workload": Row(f"{DISCUSSIONS}/workload/", PEOPLE, PEOPLE),
    "strategy_discussions:keep": Row(f"{DISCUSSIONS}/{{discussion}}/keep/", PEOPLE),
    "strategy_discussions:discussion": Row(f"{DISCUSSIONS}/{{discussion}}/", STAFF, TEAM),
    "strategy_discussions:create": Row(f"{DISCUSSIONS}/{{discussion}}/posts/", STAFF, TEAM, "post"),
    "strategy_discussions:preview": Row(
        f"{DISCUSSIONS}/{{discussion}}/preview/", STAFF, TEAM, "post"
    ),
    "strategy_discussions:attachment": Row(
        f"{DISCUSSIONS}/attachments/{{attachment}}/", STAFF, TEAM
    ),
    "strategy_discussions:attach": Row(
        f"{DISCUSSIONS}/{{discussion}}/attachments/", STAFF, TEAM, "post"
    ),
    "strategy_discussions:changes": Row(
        f"{DISCUSSIONS}/{{discussion}}/changes/?after=0", STAFF, TEAM
    ),
    "strategy_discussions:people": Row(f"{DISCUSSIONS}/{{discussion}}/people/?q=e", STAFF, TEAM),
    "strategy_discussions:search": Row(f"{DISCUSSIONS}/{{discussion}}/search/?q=x", STAFF, TEAM),
    "strategy_discussions:seen": Row(f"{DISCUSSIONS}/{{discussion}}/seen/", STAFF, TEAM, "post"),
    "strategy_discussions:level": Row(f"{DISCUSSIONS}/{{discussion}}/level/", STAFF, TEAM, "post"),
    "strategy_discussions:close": Row(
        f"{DISCUSSIONS}/{{discussion}}/close/", PEOPLE, method="post"
    ),
    "strategy_discussions:reopen": Row(
        f"{DISCUSSIONS}/{{discussion}}/reopen/", PEOPLE, method="post"
    ),
    "strategy_themes:desk": Row("/hub/desk/", PEOPLE | {"office"}, PEOPLE | {"office"}),
    "strategy_themes:desk_item": Row("/hub/desk/{contribution}/", PEOPLE),
    "strategy_themes:desk_similar": Row("/hub/desk/{contribution}/similar/", PEOPLE),
    "strategy_themes:desk_step": Row("/hub/desk/{contribution}/thank/", PEOPLE, method="post"),
    "strategy_themes:desk_undo": Row(
        "/hub/desk/{contribution}/undo/", PEOPLE | {"office"}, method="post"
    ),
    "strategy_themes:bulk_choose": Row(
        "/hub/desk/bulk/thank/", PEOPLE | {"office"}, PEOPLE | {"office"}, "post"
    ),
    "strategy_themes:bulk": Row("/hub/desk/bulk/{bulk}/show/", OWNER),
    "strategy_themes:bulk_send": Row("/hub/desk/bulk/{bulk}/send/", OWNER, method="post"),
    "strategy_themes:bulk_go_on": Row("/hub/desk/bulk/{bulk}/go-on/", OWNER, method="post"),
    "strategy_themes:triage": Row("/hub/desk/triage/", PEOPLE | {"office"}, PEOPLE | {"office"}),
    "strategy_themes:triage_question": Row("/hub/desk/triage/{question}/", PEOPLE),
    "strategy_themes:triage_group": Row(
        "/hub/desk/triage/{question}/group/", PEOPLE, method="post"
    ),
    "strategy_themes:cluster": Row("/hub/desk/clusters/{cluster}/", PEOPLE),
    "strategy_themes:cluster_name": Row(
        "/hub/desk/clusters/{cluster}/name/", PEOPLE, method="post"
    ),
    "strategy_themes:cluster_move": Row(
        "/hub/desk/clusters/{cluster}/move/", PEOPLE, method="post"
    ),
    "strategy_themes:cluster_dissolve": Row(
        "/hub/desk/clusters/{cluster}/dissolve/", PEOPLE, method="post"
    ),
    "strategy_themes:cluster_answer": Row(
        "/hub/desk/clusters/{cluster}/answer/thank/", PEOPLE, method="post"
    ),
    "strategy_themes:reopen": Row(
        "/hub/contributions/{contribution}/reopen/", DECIDERS | {"office"}, method="post"
    ),
    "strategy_themes:ask": Row("/hub/themes/{theme}/ask/", PEOPLE, PEOPLE),
    "strategy_themes:change_question": Row("/hub/questions/{question}/change/", PEOPLE),
    "strategy_themes:end_question": Row("/hub/questions/{question}/end/", PEOPLE, method="post"),
    "strategy_themes:reopen_question": Row(
        "/hub/questions/{question}/reopen/", PEOPLE, method="post"
    ),
    "strategy_themes:contributions": Row("/hub/contributions/", SIGNED_IN, SIGNED_IN),
    "strategy_themes:contribution": Row("/hub/contributions/{contribution}/", STAFF, TEAM),
    "strategy_themes:contribution_of": Row("/hub/contributions/of/{post}/", STAFF, TEAM),
    "strategy_themes:team_make": Row("/hub/teams/make/{theme}/", DECIDERS, DECIDERS),
    "strategy_themes:team": Row("/hub/teams/{team}/", OWNER, OWNER),
    "strategy_themes:team_invite": Row("/hub/teams/{team}/invite/", OWNER, OWNER, "post"),
    "strategy_themes:team_leave": Row("/hub/teams/{team}/leave/", OWNER, OWNER, "post"),
    "strategy_themes:team_remove": Row("/hub/teams/{team}/remove/{member}/", OWNER, OWNER, "post"),
    "strategy_themes:team_archive": Row("/hub/teams/{team}/archive/", OWNER, OWNER, "post"),
    "strategy_themes:team_reopen": Row("/hub/teams/{team}/reopen/", OWNER, OWNER, "post"),
    "strategy_themes:team_delete": Row("/hub/teams/{team}/delete/", OWNER, OWNER, "post"),
    "strategy_themes:register_add": Row(
        "/hub/teams/{team}/registers/promise/", OWNER, OWNER, "post"
    ),
    "strategy_themes:register_act": Row(
        "/hub/teams/{team}/entries/{entry}/settle/", OWNER, OWNER, "post"
    ),
    "strategy_themes:invitation": Row("/hub/invitations/{invitation}/", AUTHOR, TEAM),
    "strategy_themes:invitation_accept": Row(
        "/hub/invitations/{invitation}/accept/", AUTHOR, TEAM, "post"
    ),
    "strategy_themes:invitation_refuse": Row(
        "/hub/invitations/{invitation}/refuse/", AUTHOR, TEAM, "post"
    ),
    "strategy_themes:invitation_withdraw": Row(
        "/hub/invitations/{invitation}/withdraw/", OWNER, OWNER, "post"
    ),
    "strategy_scorecard:dashboard": Row("/hub/scorecard/", STAFF, STAFF),
    "strategy_scorecard:campaigns": Row("/hub/scorecard/questions/", STAFF, STAFF),
    "strategy_scorecard:metrics": Row("/hub/scorecard/metrics/", STAFF, STAFF),
    "strategy_scorecard:figures": Row("/hub/scorecard/figures/", OFFICE, OFFICE),
    "strategy_scorecard:preview_figures": Row("/hub/scorecard/figures/preview/", OFFICE, OFFICE),
    "strategy_scorecard:download_figures": Row(
        "/hub/scorecard/figures/figures.csv", OFFICE, OFFICE
    ),
    "strategy_scorecard:freezes": Row("/hub/scorecard/freezes/", OFFICE, OFFICE),
    "strategy_scorecard:objective": Row("/hub/scorecard/objectives/C1/", STAFF, STAFF),
}

PAGES = {
    "home": STAFF,
    "updates": STAFF,
    "update": STAFF,
    "themes": STAFF,
    "theme_page": STAFF,
    "question_page": STAFF,
    "team_question_page": TEAM,
    "theme_team_page": OWNER,
}


@pytest.fixture
def things(cast: Cast, hub: Hub, settings: Any, tmp_path: Any) -> dict[str, dict[str, str]]:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}
    set_up_hub()
    cast.office.groups.add(Group.objects.get(name="Strategy office"))
    permissions = Permission.objects.filter(content_type__app_label="strategy_discussions")
    cast.office.user_permissions.add(permissions.get(codename="request_unsealing"))
    cast.executive.user_permissions.add(permissions.get(codename="approve_unsealing"))
    unit = OrgUnit.add_root(code="all", name="All")
    card = Scorecard.objects.create(unit=unit, title="Company")
    perspective = Perspective.objects.create(scorecard=card, name="Customer")
    objective = Objective.objects.create(
        perspective=perspective, code="C1", title="Quick offers", owner=cast.executive
    )
    objective.theme_links.create(theme=hub.theme)
    return {
        "staff": _things_on(hub, cast.employee, hub.theme_page, hub.update)
        | _team_of(cast, hub, cast.employee),
        "team": _things_on(hub, cast.member, hub.team_question_page, None)
        | _team_of(cast, hub, cast.member),
    }


def _team_of(cast: Cast, hub: Hub, invited: Any) -> dict[str, str]:
    """A team of the owner's alone, to which somebody is invited; nobody else knows of either."""
    owner = cast.owner
    team = make_team(hub.theme, actor=owner, name="Private", purpose="P")
    invitation = invite_person(team, person=invited, actor=owner, reason="Come.")
    entry = add_entry(
        team, register="promise", what="W", responsible=owner, due=date(2026, 1, 1), actor=owner
    )
    return {
        "theme": str(hub.theme.pk),
        "team": str(team.pk),
        "entry": str(entry.pk),
        "member": str(owner.pk),
        "invitation": str(invitation.pk),
    }


def _things_on(hub: Hub, author: Any, page: Any, update: Any) -> dict[str, str]:
    discussion = page.primary_discussion
    paper = actions.attach_file(discussion, uploader=author, file=BytesIO(b"Words"), name="a.txt")
    body = f"Something said, [and written](attachment:{paper.pk})"
    post = actions.create_post(discussion, author=author, body=body)
    reported = actions.create_post(discussion, author=author, body="Something reported")
    reporter = get_user_model().objects.create_superuser(f"reporter-{page.pk}")
    actions.report_post(reported, actor=reporter, reason="Look at this")
    actions.keep_discussion(discussion, actor=None, allows_anonymous=True)
    sealed = actions.create_post(discussion, author=author, body="Quietly", anonymous=True)
    unsealing, _new = actions.request_unsealing(sealed, actor=reporter, reason="Look at this one")
    notify(author, kind="reply", text="News", key="matrix", post=post)
    of_post = Contribution.objects.filter(post=post)
    contribution = of_post.get()
    bulk = choose_many(
        BulkStep.Kind.THANK, of_post.latest_events(), actor=contribution.owner or reporter
    )
    question = hub.team_question if page == hub.team_question_page else hub.question
    cluster = Cluster.objects.create(question=question, name="Racks", made_at=post.created_at)
    cluster.members.create(contribution=contribution)
    return {
        "bulk": str(bulk.pk),
        "question": str(question.pk),
        "cluster": str(cluster.pk),
        "discussion": str(discussion.pk),
        "post": str(post.pk),
        "attachment": str(paper.pk),
        "reported": str(reported.pk),
        "sealed": str(sealed.pk),
        "unsealing": str(unsealing.pk),
        "contribution": str(contribution.pk),
        "notification": str(Notification.objects.get(person=author, key="matrix").pk),
        "file": _file_of(hub, page, update),
    }


def _file_of(hub: Hub, page: Any, update: Any) -> str:
    """A video on an update that has the audience of `page`."""
    if update is None:
        update = hub.updates.add_child(
            instance=UpdatePage(
                title="For the team", summary="Psst", executive=hub.update.executive
            )
        )
        restrict(update, "Team")
    media = get_media_model()(title="Talk", type="video", duration=1)
    media.file.save(f"talk-{page.pk}.mp4", ContentFile(b"moving pictures"))
    captions = ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    update.captions.save(f"talk-{page.pk}.vtt", captions, save=False)
    update.video = media
    update.save()
    return str(media.file.name)


def got_in(person: Any, row: Row, things: dict[str, str]) -> bool:
    """Whether the person got an answer. A crash or a leak of existence (403) is no answer."""
    client = Client()
    if not person.is_anonymous:
        client.force_login(person)
    answer = getattr(client, row.method)(row.address.format(**things))
    if answer.streaming:
        assert b"".join(answer)  # read to its end, which closes the file
    if answer.status_code == 302 and "/login/" in answer["Location"]:
        assert "next=" in answer["Location"] or row.address == "/hub/logout/"
        return row.address == "/hub/logout/"
    assert answer.status_code in {200, 302, 404, 422}
    return bool(answer.status_code != 404)


def test_every_route_has_a_row() -> None:
    own = {name for name in routes() if not is_admin(name)}
    assert own - set(ROWS) == set(), "add a row to the access matrix for these routes"
    assert set(ROWS) - own == set(), "these rows are for routes that are gone"


@pytest.mark.parametrize("place", ["staff", "team"])
def test_who_gets_in_where(cast: Cast, things: dict[str, dict[str, str]], place: str) -> None:
    for name, row in ROWS.items():
        allowed = getattr(row, place)
        if name == "strategy_hub:notification" and place == "team":
            allowed = TEAM
        seen = {who for who, person in cast if got_in_undone(person, row, things[place])}
        assert seen == allowed, name


def got_in_undone(person: Any, row: Row, things: dict[str, str]) -> bool:
    """As `got_in`, leaving no trace, so that one person's act is not the next one's surprise."""

    class Undo(Exception):
        pass

    result = False
    try:
        with transaction.atomic():
            result = got_in(person, row, things)
            raise Undo
    except Undo:
        pass
    return result


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_which_page(cast: Cast, hub: Hub, page: str) -> None:
    row = Row(page_named(page, cast, hub).get_url(), PAGES[page])
    assert {who for who, person in cast if got_in_undone(person, row, {})} == PAGES[page]


def page_named(name: str, cast: Cast, hub: Hub) -> Any:
    """Of the hub; a theme's team is made by its owner, as no other page is."""
    if name != "theme_team_page":
        return getattr(hub, name)
    return make_team(hub.theme, actor=cast.owner, name="Team", purpose="P").page.specific


def test_every_page_type_is_in_the_matrix(cast: Cast, hub: Hub) -> None:
    types = {model for model in get_page_models() if model._meta.app_label.startswith("strategy_")}
    assert {type(page_named(page, cast, hub)) for page in PAGES} == types


def test_only_the_office_gets_into_the_admin_of_the_scorecard(
    cast: Cast, things: dict[str, dict[str, str]]
) -> None:
    tried = 0
    for name in filter(is_admin, routes()):
        try:
            address = reverse(name)
        except NoReverseMatch:
            address = reverse(name, args=[1])
        admitted = {who for who, person in cast if enters_admin(person, address)}
        assert admitted <= {"office"}, name
        if name.startswith("wagtailsnippets_strategy_scorecard") and name.endswith(":list"):
            assert admitted == {"office"}, name
        tried += 1
    assert tried > 50


def enters_admin(person: Any, address: str) -> bool:
    client = Client()
    if not person.is_anonymous:
        client.force_login(person)
    return bool(client.get(address).status_code == 200)
