"""Which others of its theme stand beside a contribution: suggestions, and nothing more."""

from typing import Any

from discussions.models import Discussion

from .models import Contribution

MOST = 5
MOST_FOUND = 20
# Of what is similar some may be merged or may have moved away meanwhile.
LOOKED_AT = 100
# Below this the shared words are those that everybody uses about the theme.
LEAST = 0.2


def similar_contributions(contribution: Contribution, person: Any) -> list[Contribution]:
    """What says something similar in the same theme, as far as `person` may see it."""
    return _found(contribution, person, contribution.post.body, least=LEAST)[:MOST]


def contributions_about(contribution: Contribution, person: Any, words: str) -> list[Contribution]:
    """The others of the theme that have some of these words, the rarer ones counting most."""
    return _found(contribution, person, words, least=0)[:MOST_FOUND]


def _found(
    contribution: Contribution, person: Any, text: str, *, least: float
) -> list[Contribution]:
    # Here, so that only processes which suggest something load scikit-learn.
    from .similarity import index

    seen = Discussion.objects.visible_to(person).filter(last_seq__gt=0)
    found = index().find(
        text,
        theme_id=contribution.theme_id,
        discussions=seen.values_list("pk", flat=True),
        most=LOOKED_AT,
    )
    scores = {each.post_id: each.score for each in found if each.score > least}
    others = (
        Contribution.objects.visible_to(person)
        .for_display(person)
        .filter(post__in=scores, post__state="visible", theme=contribution.theme_id)
        .exclude(pk=contribution.pk)
        .exclude(state=Contribution.State.MERGED)
    )
    return sorted(others, key=lambda other: (-scores[other.post_id], other.pk))
