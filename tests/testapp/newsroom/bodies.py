import re

from discussions.bodies import Shown
from discussions.markdown import to_html

STORY = re.compile(r"\bSTORY-(\d+)\b")
CALLED_A_RENDERER = "not one"


def with_stories(text: str, shown: Shown) -> str:
    """Markdown in which the number of a story leads to it."""
    html = STORY.sub(r'<a href="/stories/\1/" onclick="track()">STORY-\1</a>', to_html(text, shown))
    return f'<section class="story">{html}</section><script>track()</script>'
