"""One question of the demo lets people answer without their name."""

from typing import Any

import pytest

from discussions.models import Post
from discussions.naming import ANONYMOUS_USERNAME
from themes.models import QuestionPage

pytestmark = pytest.mark.django_db


def test_one_question_has_anonymous_answers(demo: Any) -> None:
    page = QuestionPage.objects.get(allows_anonymous=True)
    unnamed = Post.objects.filter(author__username=ANONYMOUS_USERNAME)
    assert {post.discussion for post in unnamed} == {page.primary_discussion}
    assert unnamed.count() == 2
