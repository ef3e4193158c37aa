"""What people find on the hub's own pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from discussions.actions import create_post
from discussions.signals import page_read
from strategy_hub.models import UpdatePage
from tests.cast import Cast, Hub, restrict
from themes.models import QuestionPage


def add_update(hub: Hub, cast: Cast, title: str, day: date) -> Any:
    return hub.updates.add_child(
        instance=UpdatePage(title=title, summary="…", executive=cast.executive, published_on=day)
    )


INSIDERS = ("executive", "owner", "deputy", "facilitator", "employee", "colleague", "member")


@pytest.fixture
def as_employee(client: Any, cast: Cast) -> Any:
    client.force_login(cast.employee)
    return client


@pytest.mark.parametrize("name", INSIDERS)
def test_insiders_open_home_list_and_update(client, cast, filmed, name):
    client.force_login(getattr(cast, name))

    for page in (filmed.home, filmed.updates, filmed.update):
        assert client.get(page.url).status_code == 200


def test_an_outsider_finds_no_page(client, cast, filmed):
    client.force_login(cast.outsider)

    for page in (filmed.home, filmed.updates, filmed.update):
        assert client.get(page.url).status_code == 404


@pytest.mark.parametrize("name", ("anonymous", "deactivated"))
def test_who_is_not_signed_in_is_sent_to_the_login(client, cast, filmed, name):
    if name == "deactivated":
        client.force_login(cast.deactivated)

    response = client.get(filmed.update.url)

    assert response.status_code == 302
    assert response.url.startswith("/hub/login/?next=")


def test_home_leads_with_the_latest_update(as_employee, cast, filmed):
    add_update(filmed, cast, "Long ago", date(2020, 1, 1))

    response = as_employee.get(filmed.home.url)

    assert response.context_data["latest_update"].title == "Where we stand"
    assert [update.title for update in response.context_data["earlier_updates"]] == ["Long ago"]


def test_home_shows_no_update_that_is_for_others(as_employee, filmed):
    restrict(filmed.update, "Team")

    assert as_employee.get(filmed.home.url).context_data["latest_update"] is None


def test_home_shows_themes_and_open_questions(as_employee, hub):
    response = as_employee.get(hub.home.url)

    assert [page.title for page in response.context_data["themes"]] == ["Growth"]
    assert [page.title for page in response.context_data["questions"]] == ["Faster offers"]
    assert "What would halve our time to offer?" in response.content.decode()


def test_questions_that_close_first_come_first_and_closed_ones_are_gone(as_employee, hub):
    now = timezone.now()
    for title, closes_in in (("Soon", 1), ("Later", 9), ("Over", -1)):
        hub.theme_page.add_child(
            instance=QuestionPage(
                title=title,
                prompt=title,
                opens_at=now - timedelta(days=20),
                closes_at=now + timedelta(days=closes_in),
            )
        )

    questions = as_employee.get(hub.home.url).context_data["questions"]

    assert [page.title for page in questions] == ["Soon", "Later", "Faster offers"]


def test_home_tells_what_became_of_mine(as_employee, cast, hub):
    create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    create_post(hub.discussion, author=cast.colleague, body="Somebody else's idea.")

    response = as_employee.get(hub.home.url)

    mine = response.context_data["my_contributions"]
    assert [contribution.post.body for contribution in mine] == ["Ask the drivers first."]


def test_home_tells_an_owner_what_waits(client, cast, hub):
    create_post(hub.discussion, author=cast.employee, body="Ask the drivers first.")
    client.force_login(cast.owner)

    response = client.get(hub.home.url)

    assert response.context_data["waiting_for_me"] == 1
    assert "1 contribution waits for your answer" in response.content.decode()


def test_an_executive_sees_the_questions_that_are_still_unanswered(client, cast, hub):
    discussion = hub.update.primary_discussion
    open_one = create_post(discussion, author=cast.employee, body="And next year?", kind="question")
    answered = create_post(discussion, author=cast.colleague, body="Why now?", kind="question")
    create_post(discussion, author=cast.executive, body="Because.", parent=answered)
    create_post(discussion, author=cast.employee, body="No question.")
    client.force_login(cast.executive)

    response = client.get(hub.home.url)

    assert list(response.context_data["unanswered"]) == [open_one]
    assert response.context_data["unanswered_count"] == 1


def test_nobody_else_is_asked_to_answer_the_executives_questions(as_employee, cast, hub):
    create_post(
        hub.update.primary_discussion, author=cast.colleague, body="And next year?", kind="question"
    )

    assert as_employee.get(hub.home.url).context_data["unanswered_count"] == 0


def test_the_list_of_updates_has_pages(as_employee, cast, hub):
    for number in range(13):
        add_update(hub, cast, f"Update {number}", date(2025, 1, number + 1))

    first = as_employee.get(hub.updates.url)
    second = as_employee.get(hub.updates.url, {"page": 2})

    assert len(first.context_data["update_page"]) == 12
    assert [update.title for update in second.context_data["update_page"]] == [
        "Update 1",
        "Update 0",
    ]


def test_an_update_has_its_video_with_captions_and_transcript(as_employee, filmed):
    html = as_employee.get(filmed.update.url).content.decode()

    assert f'<source src="{filmed.update.video.file.url}" type="video/mp4">' in html
    assert f'<track kind="captions" src="{filmed.update.captions.url}" srclang="en"' in html
    assert f'poster="{filmed.update.video.thumbnail.url}"' in html
    assert "Half the year is over." in html
    assert "Elena Executive" in html
    assert 'data-discussion="' in html


def test_the_theme_of_an_update_shows_to_those_who_may_see_it(client, cast, filmed):
    restrict(filmed.theme_page, "Team")

    client.force_login(cast.employee)
    assert client.get(filmed.update.url).context_data["theme"] is None
    client.force_login(cast.member)
    assert client.get(filmed.update.url).context_data["theme"] == filmed.theme


def test_what_is_said_under_an_update_goes_to_the_owner_of_its_theme(cast, hub):
    post = create_post(hub.update.primary_discussion, author=cast.employee, body="Say more.")

    assert post.contribution.theme == hub.theme
    assert post.contribution.owner == cast.owner


def test_what_is_said_under_an_update_without_theme_is_no_contribution(cast, hub):
    hub.update.theme = None
    hub.update.save()

    post = create_post(hub.update.primary_discussion, author=cast.employee, body="Say more.")

    assert not hasattr(post, "contribution")


def test_every_visit_is_told_once_and_previews_are_not(as_employee, cast, filmed):
    heard = []

    def hear(**event: Any) -> None:
        heard.append((event["page"].pk, event["person"]))

    page_read.connect(hear)
    try:
        for page in (filmed.home, filmed.updates, filmed.update):
            as_employee.get(page.url)
            page.make_preview_request()
    finally:
        page_read.disconnect(hear)

    pages = (filmed.home, filmed.updates, filmed.update)
    assert heard == [(page.pk, cast.employee) for page in pages]


def test_an_editor_previews_a_draft(client, admin_client, filmed):
    response = admin_client.get(f"/admin/pages/{filmed.update.pk}/view_draft/")

    assert response.status_code == 200
    assert "Where we stand" in response.content.decode()


def test_home_takes_the_same_queries_whatever_it_shows(
    as_employee, cast, filmed, django_assert_max_num_queries
):
    as_employee.get(filmed.home.url)
    for number in range(5):
        add_update(filmed, cast, f"Update {number}", date(2025, 1, number + 1))
        create_post(filmed.discussion, author=cast.employee, body=f"Idea {number}")

    with django_assert_max_num_queries(20):
        as_employee.get(filmed.home.url)
