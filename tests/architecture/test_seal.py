"""Who wrote an anonymous post is read in few places, each of which tells nobody else."""

import re
from pathlib import Path

from .leaks import LAYERS, ROOT, files_of

# The row itself.
READS_THE_SEAL = {
    "discussions/access.py",
    # Which covenant its writer has accepted.
    "discussions/querysets.py",
    # Storing it, and finding a form that was sent twice.
    "discussions/actions/anonymity.py",
    "discussions/actions/posting.py",
    "discussions/models/__init__.py",
    "discussions/models/sealed_author.py",
}
# The person behind a post.
ASKS_WHO = {
    "discussions/access.py",
    # For the receivers of the signal.
    "discussions/actions/moderation.py",
    # After two people have agreed, for the two.
    "discussions/views/unsealing.py",
    # What reaches the writer alone.
    "strategy_hub/telling.py",
    "strategy_hub/receivers/bulk.py",
    "strategy_hub/receivers/contributions.py",
    "strategy_hub/receivers/talk.py",
    # Units, not people.
    "scorecard/receivers.py",
}


def naming(word: str) -> set[str]:
    paths = [path for app in LAYERS for path in files_of(app, ".py", ".html")]
    named = re.compile(rf"\b{word}\b")
    found = {path for path in paths if named.search(path.read_text())}
    return {str(Path(path).relative_to(ROOT)) for path in found if "migrations" not in path.parts}


def test_the_seal_is_read_where_it_is_said_to_be() -> None:
    assert naming("SealedAuthor") == READS_THE_SEAL


def test_the_writer_is_asked_for_where_it_is_said_to_be() -> None:
    assert naming("writer_of") == ASKS_WHO
