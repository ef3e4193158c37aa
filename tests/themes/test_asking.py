"""A facilitator sets a question on the front end: what is stored, who may, and what is refused."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from discussions.access import people_who_see
from discussions.actions import create_post
from tests.cast import Cast, Hub, restrict
from themes import actions
from themes.models import Question, QuestionPage
from themes.plain_text import as_plain_text, as_rich_text

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Pacific/Auckland")
TERMS = {
    "title": "Quicker quotes",
    "prompt": "Which signature could we drop?",
    "background": "Five people sign.\n\nIt takes <nine> days.",
    "answer_fields": ["why", "effort"],
    "example_answer": "The second one under 10,000.",
    "opens_at": "2026-09-01T09:00",
    "closes_at": "2026-10-01T17:30",
    "target_voices": "40",
    "target_units": "5",
    "premoderated": "on",
}


@pytest.fixture(autouse=True)
def in_auckland(settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"


@pytest.fixture
def facilitator(client: Client, cast: Cast, hub: Hub) -> Client:
    client.force_login(cast.facilitator)
    return client


def ask_url(hub: Hub) -> str:
    return reverse("strategy_themes:ask", args=[hub.theme.pk])


def url_of(name: str, question: Question) -> str:
    return reverse(f"strategy_themes:{name}", args=[question.pk])


def asked(hub: Hub, cast: Cast, **content: Any) -> QuestionPage:
    values = {"title": "Quotes", "prompt": "Which one?"} | content
    return actions.ask_question(hub.theme, actor=cast.facilitator, **values)


def question_of(page: Any) -> Question:
    question = page.question
    assert isinstance(question, Question)
    return question


def typed_into(client: Client, question: Question) -> dict[str, Any]:
    """What the form sends when nothing was touched."""
    form = client.get(url_of("change_question", question)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    widgets = {name: form[name].field.widget.format_value(value) for name, value in values.items()}
    for name in ("groups", "answer_fields"):
        widgets[name] = [getattr(one, "pk", one) for one in values.get(name) or []]
    for name in ("premoderated", "allows_anonymous"):
        widgets[name] = "on" if values[name] else None
    return {name: value for name, value in widgets.items() if value not in (None, [])}


def test_a_question_is_published_as_an_editor_would(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    answer = facilitator.post(ask_url(hub), TERMS)
    page = QuestionPage.objects.get(title="Quicker quotes")
    assert answer["Location"] == page.url
    assert page.get_parent().pk == hub.theme_page.pk
    assert page.opens_at == datetime(2026, 9, 1, 9, tzinfo=ZONE)
    assert page.closes_at == datetime(2026, 10, 1, 17, 30, tzinfo=ZONE)
    assert (page.answer_fields, page.target_voices, page.target_units) == (["why", "effort"], 40, 5)
    assert page.background == "<p>Five people sign.</p><p>It takes &lt;nine&gt; days.</p>"
    assert page.primary_discussion.premoderated
    assert (page.live, page.owner, page.latest_revision.user) == (True, *[cast.facilitator] * 2)
    logged = PageLogEntry.objects.filter(page=page.pk, user=cast.facilitator)
    assert {"wagtail.create", "wagtail.publish"} <= set(logged.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"prompt": ""}, "prompt", "required"),
        ({"closes_at": "2026-08-01T09:00"}, "closes_at", "before it opens"),
        ({"closes_at": "2026-09-27T02:30"}, "closes_at", "interpreted"),
        ({"target_units": "0"}, "target_units", "greater than or equal to 1"),
        ({"answer_fields": ["wish"]}, "answer_fields", "not one of the available"),
    ],
    ids=["nothing asked", "ends first", "an hour that clocks leave out", "nobody", "no field"],
)
def test_what_is_refused_comes_back_as_typed(
    facilitator: Client, hub: Hub, changed: dict[str, Any], field: str, message: str
) -> None:
    before = QuestionPage.objects.count()
    answer = facilitator.post(ask_url(hub), TERMS | changed)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert message in str(form.errors[field])
    assert form["background"].value() == TERMS["background"]
    assert QuestionPage.objects.count() == before


def test_a_preview_shows_the_question_and_stores_nothing(facilitator: Client, hub: Hub) -> None:
    before = QuestionPage.objects.count()
    answer = facilitator.post(ask_url(hub), TERMS | {"preview": "on"})
    page = answer.content.decode()
    for words in ("Which signature could we drop?", "It takes &lt;nine&gt; days.", "Effort"):
        assert words in page
    assert answer.context["form"]["title"].value() == "Quicker quotes"
    assert QuestionPage.objects.count() == before


def test_a_question_can_be_for_fewer_and_never_for_more_than_its_theme(
    client: Client, cast: Cast, hub: Hub
) -> None:
    cast.facilitator.groups.add(Group.objects.get(name="Team"))
    strangers = Group.objects.get(name="Other company")
    cast.facilitator.groups.add(strangers)
    client.force_login(cast.facilitator)
    team = Group.objects.get(name="Team")
    client.post(ask_url(hub), TERMS | {"groups": [team.pk, strangers.pk]})
    page = QuestionPage.objects.get(title="Quicker quotes")
    assert set(people_who_see(page)) == {cast.member, cast.facilitator}


def test_groups_of_others_are_neither_named_nor_taken(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    page = facilitator.get(ask_url(hub)).content.decode()
    assert "Staff" in page
    assert "Other company" not in page
    team = Group.objects.get(name="Team")
    assert facilitator.post(ask_url(hub), TERMS | {"groups": [team.pk]}).status_code == 422
    with pytest.raises(PermissionDenied):
        asked(hub, cast, groups=[team])


def test_the_group_of_a_team_is_not_offered(client: Client, cast: Cast, hub: Hub) -> None:
    team = actions.make_team(
        hub.theme, actor=cast.owner, name="Quick quotes", purpose="Fewer signatures."
    )
    client.force_login(cast.owner)
    page = client.get(ask_url(hub)).content.decode()
    assert "Staff" in page
    assert team.group.name not in page
    assert client.post(ask_url(hub), TERMS | {"groups": [team.group_id]}).status_code == 422


def test_a_change_is_published_and_touches_nothing_else(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    page = asked(hub, cast, closes_at=timezone.now() + timedelta(days=3, seconds=7))
    restrict(page, "Staff")
    question = question_of(page)
    before = QuestionPage.objects.filter(pk=page.pk).values("opens_at", "closes_at").get()
    typed = typed_into(facilitator, question) | {"prompt": "Which two?"}
    assert facilitator.post(url_of("change_question", question), typed).status_code == 302
    page.refresh_from_db()
    assert (page.prompt, page.latest_revision.user) == ("Which two?", cast.facilitator)
    assert QuestionPage.objects.filter(pk=page.pk).values("opens_at", "closes_at").get() == before
    restriction = PageViewRestriction.objects.get(page=page.pk)
    assert [group.name for group in restriction.groups.all()] == ["Staff"]


def test_a_change_of_somebody_else_meanwhile_is_not_overwritten(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    question = question_of(asked(hub, cast))
    typed = typed_into(facilitator, question) | {"prompt": "Mine?"}
    actions.end_question(question, actor=cast.owner)
    answer = facilitator.post(url_of("change_question", question), typed)
    assert answer.status_code == 422
    assert "Somebody else has changed this question" in answer.content.decode()
    assert answer.context["form"]["prompt"].value() == "Mine?"
    assert QuestionPage.objects.get(pk=question.page_id).prompt == "Which one?"


def test_a_draft_in_the_admin_is_not_published_by_accident(cast: Cast, hub: Hub) -> None:
    page = asked(hub, cast)
    page.prompt = "A secret plan?"
    page.save_revision(user=cast.owner)
    with pytest.raises(ValidationError) as refused:
        actions.end_question(question_of(page), actor=cast.facilitator)
    assert refused.value.code == "draft"
    assert QuestionPage.objects.get(pk=page.pk).prompt == "Which one?"


def test_formatted_background_is_left_to_the_admin(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    background = '<p>See <a href="https://example.com">this</a></p>'
    question = question_of(asked(hub, cast, background=background))
    typed = typed_into(facilitator, question)
    assert "background" not in typed
    facilitator.post(url_of("change_question", question), typed | {"background": "Gone"})
    assert "example.com" in QuestionPage.objects.get(pk=question.page_id).background


def test_ended_early_it_takes_no_answers_until_it_is_reopened(
    facilitator: Client, cast: Cast, hub: Hub
) -> None:
    page = asked(hub, cast)
    facilitator.post(url_of("end_question", question_of(page)))
    with pytest.raises(ValidationError):
        create_post(page.primary_discussion, author=cast.employee, body="Too late")
    again = facilitator.post(url_of("end_question", question_of(page)), follow=True)
    assert "closed already" in again.content.decode()
    reopen = url_of("reopen_question", question_of(page))
    refused = facilitator.post(reopen, {"until": "2020-01-01T09:00"})
    assert "Choose a time that lies ahead." in refused.content.decode()
    assert facilitator.post(reopen, {"until": ""}).status_code == 302
    fresh = QuestionPage.objects.get(pk=page.pk)
    assert fresh.is_open
    create_post(fresh.primary_discussion, author=cast.employee, body="In time")


def test_a_question_that_has_not_opened_can_be_called_off(cast: Cast, hub: Hub) -> None:
    page = asked(hub, cast, opens_at=timezone.now() + timedelta(days=3))
    actions.end_question(question_of(page), actor=cast.facilitator)
    fresh = QuestionPage.objects.get(pk=page.pk)
    assert fresh.closes_at
    assert fresh.closes_at <= timezone.now()


@pytest.mark.parametrize("who", ["employee", "outsider", "deactivated", "office"])
def test_nobody_else_asks_or_ends(cast: Cast, hub: Hub, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.ask_question(hub.theme, actor=person, title="Mine", prompt="Why?")
    with pytest.raises(PermissionDenied):
        actions.end_question(hub.question, actor=person)


def test_people_of_the_theme_find_the_way_and_others_do_not(
    client: Client, cast: Cast, hub: Hub
) -> None:
    for person, finds in ((cast.facilitator, True), (cast.owner, True), (cast.employee, False)):
        client.force_login(person)
        theme = client.get(hub.theme_page.url).content.decode()
        question = client.get(hub.question_page.url).content.decode()
        assert (ask_url(hub) in theme) is finds
        assert (url_of("change_question", hub.question) in question) is finds


@pytest.mark.parametrize("text", ["", "One", "One\ntwo\n\nThree", '1 < 2 & 3 > 2\n\n"Quoted"'])
def test_plain_paragraphs_survive_the_way_to_rich_text_and_back(text: str) -> None:
    assert as_plain_text(as_rich_text(text)) == text


@pytest.mark.parametrize(
    "html", ["<p><b>Bold</b></p>", "<ul><li>One</li></ul>", "<h3>Head</h3><p>Text</p>", "Bare"]
)
def test_richer_text_is_not_taken_for_plain(html: str) -> None:
    assert as_plain_text(html) is None
