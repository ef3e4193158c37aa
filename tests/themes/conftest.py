import pytest

from discussions.actions import create_post
from themes.models import Contribution


@pytest.fixture
def contribution(cast, hub) -> Contribution:
    """An idea of the employee under the theme's question, routed to the owner."""
    post = create_post(
        hub.question_page.primary_discussion,
        author=cast.employee,
        body="Let us send offers from the phone.",
        kind="idea",
    )
    return post.contribution
