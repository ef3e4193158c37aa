"""The invariant: posts in scope = contributions = routed + unrouted."""

import io

import pytest
from django.core.management import CommandError, call_command
from guardian.shortcuts import remove_perm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions.actions import create_post, delete_post, hide_post
from discussions.kinds import kinds_offered
from discussions.models import Discussion, Post
from themes.balance import weigh_contributions
from themes.models import Contribution

pytestmark = pytest.mark.django_db


def check(**options):
    output = io.StringIO()
    call_command("check_contributions", stdout=output, **options)
    return output.getvalue().split()


def test_an_empty_hub_is_in_balance(hub):
    assert "0" in check()


def test_it_prints_the_figures(cast, hub, contribution):
    create_post(hub.team_discussion, author=cast.member, body="Nobody may see me.", kind="idea")
    assert check() == "Posts in scope 2 Contributions 2 routed 1 unrouted 1".split()


def test_withdrawn_and_hidden_posts_stay_in_the_balance(cast, hub, contribution):
    post = create_post(hub.discussion, author=cast.colleague, body="Out.", kind="idea")
    delete_post(contribution.post, actor=cast.employee)
    hide_post(post, actor=cast.owner, reason="Off topic.")
    assert weigh_contributions().holds


def test_a_post_without_a_contribution_fails_the_check_and_is_named(cast, hub, contribution):
    post_id = contribution.post_id
    contribution.delete()
    with pytest.raises(CommandError, match=f"without a contribution: {post_id}") as failure:
        check()
    assert failure.value.returncode == 1


def test_a_missing_one_is_received_on_request(cast, hub, contribution):
    contribution.delete()
    check(receive_missing=True)
    assert Contribution.objects.get().owner == cast.owner


def test_a_contribution_outside_every_theme_fails_the_check(cast, hub, contribution):
    elsewhere = Discussion.objects.create(page_id=hub.home.pk, title="Lunch")
    Post.objects.update(discussion=elsewhere)
    with pytest.raises(CommandError, match="belong to no theme"):
        check()


def test_a_plain_reply_with_a_contribution_fails_the_check(cast, hub, contribution):
    reply = create_post(
        contribution.post.discussion, author=cast.colleague, body="Yes.", parent=contribution.post
    )
    Contribution.objects.filter(pk=contribution.pk).update(post=reply)
    assert weigh_contributions().astray == [reply.pk]


acts = st.lists(
    st.tuples(
        st.sampled_from(["theme", "question", "team", "elsewhere"]),
        st.sampled_from(Post.Kind.values),
        st.booleans(),
    ),
    max_size=6,
)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=acts, has_owner=st.booleans())
def test_whatever_is_said_wherever_the_balance_holds(cast, hub, acts, has_owner):
    from django.db import transaction

    elsewhere, _new = Discussion.objects.get_or_create(page_id=hub.home.pk, title="Lunch")
    rooms = {
        "theme": hub.discussion,
        "question": hub.question_page.primary_discussion,
        "team": hub.team_discussion,
        "elsewhere": elsewhere,
    }
    with transaction.atomic():
        if not has_owner:
            remove_perm("own_theme", cast.owner, hub.theme)
            remove_perm("deputise_theme", cast.deputy, hub.theme)
        for room, kind, is_reply in acts:
            parent = rooms[room].posts.first() if is_reply else None
            offered = kinds_offered(rooms[room], is_reply=parent is not None)
            if kind not in {one.code for one in offered}:
                continue
            create_post(rooms[room], author=cast.member, body="Words.", kind=kind, parent=parent)
        balance = weigh_contributions()
        assert balance.holds
        assert balance.in_scope == balance.routed + balance.unrouted
        transaction.set_rollback(True)
