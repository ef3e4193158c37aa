"""A host's own page type and rules take part in the hub through its public places alone."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from discussions import kinds
from discussions.access import may_moderate, may_see_discussion
from discussions.actions import attach_file, create_post, hide_post, set_badge
from themes.actions import thank_contribution
from themes.balance import weigh_contributions
from themes.models import Contribution

from .newsroom.models import NewsPage


@pytest.fixture
def story(cast, hub) -> NewsPage:
    """A story outside of the hub's section, restricted like it, about the one theme."""
    from tests.cast import restrict

    page = NewsPage(title="A faster offer", editor=cast.colleague, theme=hub.theme)
    hub.home.refresh_from_db()
    hub.home.add_child(instance=page)
    restrict(page, "Staff")
    return page


@pytest.fixture
def contribution(cast, story) -> Contribution:
    post = create_post(
        story.primary_discussion, author=cast.employee, body="Sign on the phone.", kind="idea"
    )
    return Contribution.objects.get(post=post)


def test_a_foreign_page_type_has_a_discussion_with_the_audience_of_the_page(cast, story) -> None:
    assert may_see_discussion(cast.employee, story.primary_discussion)
    assert not may_see_discussion(cast.outsider, story.primary_discussion)
    with pytest.raises(PermissionDenied):
        create_post(story.primary_discussion, author=cast.outsider, body="Let me in.")


def test_what_is_said_there_reaches_the_owner_of_the_theme_that_the_host_names(
    cast, hub, contribution
) -> None:
    assert contribution.theme == hub.theme
    assert contribution.owner == cast.owner


def test_a_receiver_of_the_host_hears_of_a_contribution_in_the_same_transaction(
    story, contribution
) -> None:
    assert [clipping.contribution for clipping in story.clippings.all()] == [contribution]


def test_a_contribution_of_a_foreign_page_can_be_thanked(cast, contribution) -> None:
    thank_contribution(contribution, actor=cast.owner, message="Thank you, we will try it.")
    contribution.refresh_from_db()
    assert contribution.thanked_at


def test_a_rule_of_the_host_makes_a_moderator(cast, story, contribution) -> None:
    assert may_moderate(cast.colleague, story.primary_discussion)
    assert not may_moderate(cast.employee, story.primary_discussion)
    hide_post(contribution.post, actor=cast.colleague, reason="Names a customer.")
    contribution.post.refresh_from_db()
    assert not contribution.post.is_visible


def test_the_page_shows_the_discussion_in_the_frame_of_the_hub(
    client, cast, story, contribution
) -> None:
    client.force_login(cast.employee)
    shown = client.get(story.url).content.decode()
    assert "Sign on the phone." in shown
    assert "site-header" in shown


def test_a_slot_of_the_host_is_filled_on_its_own_pages_alone(client, cast, hub, story) -> None:
    client.force_login(cast.employee)
    assert "Written by Carl Colleague" in client.get(story.url).content.decode()
    assert "Written by" not in client.get(hub.theme_page.url).content.decode()


def test_a_link_of_the_host_stands_in_the_header_for_those_it_is_for(
    client, cast, story, django_user_model
) -> None:
    client.force_login(cast.employee)
    assert "News desk" not in client.get(story.url).content.decode()
    desk = django_user_model.objects.create_user("news-desk", password="password")
    desk.groups.set(cast.employee.groups.all())
    client.force_login(desk)
    assert "News desk" in client.get(story.url).content.decode()


def test_a_badge_of_the_host_is_shown_on_a_post(client, cast, story, contribution) -> None:
    set_badge(
        contribution.post, code="newsroom.quoted", note="On page three.", actor=cast.colleague
    )
    client.force_login(cast.employee)
    shown = client.get(story.url).content.decode()
    assert "Quoted in the news" in shown
    assert f'href="/news/{contribution.post.pk}/"' in shown


def test_a_kind_of_post_of_the_host_is_offered_shown_and_routed(
    client, cast, story, contribution
) -> None:
    client.force_login(cast.employee)
    choice = '<option value="newsroom.correction" data-explanation="Something in the story'
    writing = client.get(f"{story.url}?reply_to={contribution.post.pk}").content.decode()
    assert choice in writing
    correction = create_post(
        story.primary_discussion,
        author=cast.employee,
        body="It was Tuesday.",
        kind="newsroom.correction",
        parent=contribution.post,
    )
    assert Contribution.objects.get(post=correction).owner == cast.owner
    assert weigh_contributions().holds
    shown = client.get(story.url).content.decode()
    assert 'data-kind="newsroom.correction" data-tone="negative">Correction</span>' in shown


def test_when_the_host_takes_its_kind_away_nothing_is_lost(
    client, cast, story, contribution, monkeypatch
) -> None:
    correction = create_post(
        story.primary_discussion,
        author=cast.employee,
        body="It was Tuesday.",
        kind="newsroom.correction",
        parent=contribution.post,
    )
    left = {code: kind for code, kind in kinds._kinds.items() if not code.startswith("newsroom")}
    monkeypatch.setattr(kinds, "_kinds", left)
    client.force_login(cast.owner)
    for address in (story.url, f"/hub/discussions/posts/{correction.pk}/history/"):
        assert client.get(address).status_code == 200
    assert ">newsroom.correction</span>" in client.get(story.url).content.decode()
    assert weigh_contributions().holds


def test_a_policy_of_the_host_keeps_files_out_of_its_own_discussions(
    cast, hub, story, settings, tmp_path
) -> None:
    settings.STRATEGY_HUB = {"PRIVATE_ROOT": tmp_path}

    def attach(discussion, words):
        return attach_file(
            discussion, uploader=cast.employee, file=BytesIO(words), name="release.txt"
        )

    with pytest.raises(ValidationError, match="under embargo"):
        attach(story.primary_discussion, b"EMBARGO until noon")
    assert attach(story.primary_discussion, b"For everybody").pk
    assert attach(hub.discussion, b"EMBARGO until noon").pk
