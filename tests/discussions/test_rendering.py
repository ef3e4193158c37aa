"""A remembered fragment is what a fresh rendering would be, whatever happened to its post."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discussions import actions, rendering
from discussions.models import Post
from discussions.rendering import read_looks, render_post
from discussions.views.thread import Viewer
from tests.cast import Cast, Hub

pytestmark = pytest.mark.django_db


class Talk:
    """A post and a reply to it, and everything that can happen to them."""

    def __init__(self, cast: Cast, hub: Hub) -> None:
        self.cast, self.owner, self.page = cast, cast.owner, hub.theme_page
        self.root = actions.create_post(hub.discussion, author=cast.employee, body="First")
        self.reply = actions.create_post(
            hub.discussion, author=cast.colleague, body="Second", kind="idea", parent=self.root
        )

    def edit(self, number: int) -> None:
        if self.reply.is_visible:
            actions.edit_post(self.reply, actor=self.cast.colleague, body=f"Version {number}")

    def hide(self, number: int) -> None:
        actions.hide_post(self.reply, actor=self.owner, reason=f"Reason {number}")

    def restore(self, number: int) -> None:
        actions.restore_post(self.reply, actor=self.owner)

    def withdraw_post(self, number: int) -> None:
        if self.reply.is_visible:
            actions.delete_post(self.reply, actor=self.cast.colleague)

    def support(self, number: int) -> None:
        if self.reply.is_visible:
            actions.support_post(self.reply, actor=self.cast.member)

    def withdraw_support(self, number: int) -> None:
        if self.reply.is_visible:
            actions.withdraw_support(self.reply, actor=self.cast.member)

    def lay_badge(self, number: int) -> None:
        actions.set_badge(
            self.reply, code="strategy_themes.accepted", note=f"{number}", actor=self.owner
        )

    def rename_the_author(self, number: int) -> None:
        User.objects.filter(pk=self.cast.colleague.pk).update(first_name=f"Carla {number}")

    def rename_whom_it_answers(self, number: int) -> None:
        User.objects.filter(pk=self.cast.employee.pk).update(last_name=f"Employed {number}")

    def rename_the_owner(self, number: int) -> None:
        User.objects.filter(pk=self.owner.pk).update(last_name=f"Owning {number}")

    def speak_german(self, number: int) -> None:
        translation.activate("de" if translation.get_language() != "de" else "en")

    def move_east(self, number: int) -> None:
        timezone.activate("Asia/Tokyo" if number % 2 else "UTC")

    def viewers(self) -> Iterator[Viewer | None]:
        yield None
        root, reply = self.root.pk, self.reply.pk
        author = Viewer(self.cast.colleague.pk, may_post=True)
        yield author
        yield replace(author, supported=frozenset({root, reply}), new=(root, reply), unread=2)
        yield Viewer(self.cast.owner.pk, may_moderate=True, new=(reply,))


ACTS = [name for name in vars(Talk) if not name.startswith("_") and name != "viewers"]


@pytest.fixture
def talk(cast: Cast, hub: Hub) -> Iterator[Talk]:
    yield Talk(cast, hub)
    translation.deactivate()
    timezone.deactivate()


@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3)), max_size=12))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_after_any_acts_a_remembered_fragment_equals_a_fresh_rendering_of_the_post(
    talk: Talk, acts: list[tuple[str, int]]
) -> None:
    template = get_template(rendering.TEMPLATE)
    base = reverse("strategy_discussions:posts")
    for name, number in [("edit", 0), *acts]:
        getattr(talk, name)(number)
        posts = Post.objects.order_by("pk")
        for look, post in zip(read_looks(posts, talk.page), posts.for_display(), strict=True):
            for viewer in talk.viewers():
                context = {"post": post, "viewer": viewer, "posts_base": base}
                shown = render_post(look, viewer and viewer.towards(look))
                assert shown == template.render(context)


def test_what_is_shown_again_is_not_rendered_again(talk: Talk) -> None:
    [look] = read_looks(Post.objects.filter(pk=talk.reply.pk), talk.page)
    first = render_post(look)
    [again] = read_looks(Post.objects.filter(pk=talk.reply.pk), talk.page)
    assert render_post(again) is first
