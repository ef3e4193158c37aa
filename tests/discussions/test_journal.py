"""Every act of moderation is in the history of the discussion's page, with who and why."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from discussions import actions
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


def test_every_act_is_written_down_once(cast: Cast, hub: Hub) -> None:
    discussion = hub.discussion
    farid = cast.facilitator
    post = actions.create_post(discussion, author=cast.employee, body="Heated words")
    for _twice in range(2):
        actions.hide_post(post, actor=farid, reason="It names a customer.")
    actions.restore_post(post, actor=farid)
    actions.report_post(post, actor=cast.colleague, reason="Rude")
    actions.dismiss_reports(post, actor=farid, note="A fair question.")
    actions.keep_discussion(discussion, actor=farid, slow_seconds=60, premoderated=True)
    held = [actions.create_post(discussion, author=cast.member, body="Held")]
    actions.keep_discussion(discussion, actor=farid, slow_seconds=0)
    held.append(actions.create_post(discussion, author=cast.member, body="Held too"))
    actions.approve_post(held[0], actor=farid)
    actions.refuse_post(held[1], actor=farid, reason="Said already.")
    actions.close_discussion(discussion, actor=farid)
    actions.reopen_discussion(discussion, actor=farid)
    entries = PageLogEntry.objects.filter(
        page=hub.theme_page.pk, action__startswith="strategy_discussions."
    )
    assert {entry.user for entry in entries} == {farid}
    assert [entry.message for entry in entries.order_by("pk")] == [
        "Hid post 1 of “Growth”: It names a customer.",
        "Showed post 1 of “Growth” again",
        "Dismissed the reports of post 1 of “Growth”: A fair question.",
        "Keeps “Growth” with slow mode: 60 s, review first: True",
        "Keeps “Growth” with slow mode: 0 s, review first: True",
        f"Approved post {held[0].seq} of “Growth”",
        f"Refused post {held[1].seq} of “Growth”: Said already.",
        "Closed “Growth”",
        "Opened “Growth” again",
    ]


def test_the_history_of_the_site_shows_it(client: Client, cast: Cast, hub: Hub, admin_user) -> None:
    post = actions.create_post(hub.discussion, author=cast.employee, body="Heated words")
    actions.hide_post(post, actor=cast.facilitator, reason="It names a customer.")
    client.force_login(admin_user)
    report = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "Hid post 1 of “Growth”: It names a customer." in report
