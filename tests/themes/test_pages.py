"""The three pages: what they show, to whom, and that opening one is recorded once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from discussions import signals
from discussions.actions import create_post
from discussions.live.reading import read_changes
from themes.actions import accept_contribution
from themes.models import QuestionPage, ThemePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, cast):
    def open_page(page, who="employee"):
        client.force_login(getattr(cast, who))
        return client.get(page.get_url())

    return open_page


def test_the_list_shows_each_theme_with_its_owner_questions_and_voices(
    cast, hub, contribution, read
):
    page = read(hub.themes).content.decode()
    assert "Grow with care." in page
    assert "Omar Owner" in page
    assert "1 open question" in page
    assert "1 voice" in page


def test_counts_on_the_list_leave_out_what_the_reader_may_not_see(cast, hub, read):
    create_post(hub.team_discussion, author=cast.member, body="Among us.", kind="idea")
    for who, questions, voices in (("employee", 1, 0), ("member", 2, 1)):
        (theme,) = read(hub.themes, who).context["themes"]
        assert (theme["open_questions"], theme["voices"]) == (questions, voices)


def test_the_theme_shows_its_statement_people_and_questions(cast, hub, read):
    response = read(hub.theme_page)
    page = response.content.decode()
    for text in ("Grow with care.", "Omar Owner", "Dana Deputy", "Farid Facilitator"):
        assert text in page
    assert "What would halve our time to offer?" in page
    assert "What stands in the team" not in page


def test_a_question_that_has_closed_moves_to_those_asked_before(cast, hub, read):
    page = hub.question_page
    page.opens_at = timezone.now() - timedelta(days=9)
    page.closes_at = timezone.now() - timedelta(days=1)
    page.save()
    context = read(hub.theme_page).context
    assert context["open_questions"] == []
    assert context["past_questions"] == [page]


def test_a_theme_shows_what_became_of_contributions(cast, hub, contribution, read):
    accept_contribution(contribution, actor=cast.owner, reason="It starts in spring.")
    page = read(hub.theme_page).content.decode()
    assert "It starts in spring." in page
    assert "Accepted" in page


def test_the_decision_on_a_post_leads_to_its_trail_in_pages_and_in_live_fragments(
    client, cast, hub, contribution
):
    accept_contribution(contribution, actor=cast.owner, reason="It saves a day.")
    address = f"/hub/contributions/of/{contribution.post_id}/"
    client.force_login(cast.colleague)
    page = client.get(hub.question_page.url).content.decode()
    frame = read_changes(contribution.post.discussion_id, 0)
    assert frame["type"] == "changes"
    assert f'href="{address}"' in page
    assert f'href="{address}"' in frame["posts"][0]["html"]
    assert client.get(address).url == f"/hub/contributions/{contribution.pk}/"


@pytest.mark.parametrize("number", [0, 987654, 10**30])
def test_a_post_without_a_contribution_has_no_trail(client, cast, hub, number):
    client.force_login(cast.employee)
    assert client.get(f"/hub/contributions/of/{number}/").status_code == 404


def test_the_question_stands_in_front_with_its_window_and_progress(cast, hub, contribution, read):
    page = hub.question_page
    page.target_voices = 40
    page.example_answer = "Let the phone fill in the address."
    page.save()
    response = read(page)
    text = response.content.decode()
    assert "What would halve our time to offer?" in text
    assert "of 40 hoped for" in text
    assert "Let the phone fill in the address." in text
    assert response.context["voices"] == 1
    assert response.context["outcomes"] == [("Waiting for a decision", 1)]


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [(-9, None, "Open"), (-9, 3, "Open until"), (-9, -1, "Closed on"), (3, 9, "Opens on")],
)
def test_the_window_is_said_in_words(hub, read, opens, closes, text):
    page = hub.question_page
    page.opens_at = timezone.now() + timedelta(days=opens)
    page.closes_at = None if closes is None else timezone.now() + timedelta(days=closes)
    page.save()
    window = read(page).context["window"]
    assert window.text.startswith(text)
    assert window.is_open == (opens < 0 and (closes is None or closes > 0))


def test_an_outsider_and_a_stranger_see_none_of_it(client, cast, hub, read):
    for page in (hub.themes, hub.theme_page, hub.question_page):
        assert read(page, "outsider").status_code == 404
        client.logout()
        assert client.get(page.get_url()).status_code == 302


def test_opening_a_page_is_recorded_once_and_a_preview_is_not(cast, hub, read):
    heard = []

    def hear(sender, page, person, **kwargs):
        heard.append((page.pk, person.pk))

    signals.page_read.connect(hear)
    try:
        for page in (hub.themes, hub.theme_page, hub.question_page):
            read(page)
            preview = page.make_preview_request(preview_mode=page.default_preview_mode)
            assert preview.status_code == 200
    finally:
        signals.page_read.disconnect(hear)
    assert heard == [
        (page.pk, cast.employee.pk) for page in (hub.themes, hub.theme_page, hub.question_page)
    ]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [(ThemePage, {"statement": "Care first."}), (QuestionPage, {"prompt": "Why not?"})],
    ids=["theme", "question"],
)
def test_a_page_that_is_not_stored_yet_can_be_previewed(hub, kind, fields):
    page = kind(title="Care", slug="care", **fields)
    request = RequestFactory().get("/")
    response = page.make_preview_request(request, page.default_preview_mode)
    assert response.status_code == 200
    assert "appears here once the page is published" in response.rendered_content


def test_a_list_of_themes_costs_the_same_for_one_as_for_many(
    cast, hub, read, django_assert_max_num_queries
):
    from themes.views.pages import theme_index_context

    for n in range(6):
        hub.themes.add_child(instance=ThemePage(title=f"Theme {n}", statement="More."))
    request: Any = RequestFactory().get("/")
    request.user = cast.employee
    request.is_preview = True
    with django_assert_max_num_queries(8):
        assert len(theme_index_context(hub.themes, request)["themes"]) == 7
