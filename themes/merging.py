"""What a contribution speaks for since others were merged into it, and what speaks for it then.

A merged contribution keeps its author, its supporters and its trail; `merged_into` is all that ties
the two. So whatever is counted for both is counted when it is shown, and nothing has to be given
back when a merge is undone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from discussions.models import Vote

from .models import Contribution


@dataclass(frozen=True)
class Voices:
    """A contribution together with those that it speaks for."""

    merged: list[Contribution]
    # People, each once, whichever of them they support.
    supporters: int

    @property
    def number(self) -> int:
        return len(self.merged) + 1


def spoken_for(contribution: Contribution) -> list[int]:
    """Primary keys of what was merged into it, and of what had been merged into that."""
    found: list[int] = []
    layer = [contribution.pk]
    while layer:
        merged = Contribution.objects.filter(merged_into__in=layer).order_by("pk")
        layer = list(merged.values_list("pk", flat=True))
        found += layer
    return found


def voices_of(contribution: Contribution, person: Any) -> Voices | None:
    """As far as `person` may see what was merged; None where nothing was."""
    keys = spoken_for(contribution)
    if not keys:
        return None
    merged = Contribution.objects.visible_to(person).for_display(person).filter(pk__in=keys)
    seen = list(merged.order_by("received_at", "pk"))
    if not seen:
        return None
    return Voices(seen, supporters_of([contribution.pk, *(one.pk for one in seen)]))


def supporters_of(contributions: Collection[int]) -> int:
    """How many people support one of these or several."""
    votes = Vote.objects.filter(post__contribution__in=contributions, value=Vote.Value.SUPPORT)
    return votes.values("person").distinct().count()


def speaker_for(contribution: Contribution, person: Any) -> Contribution | None:
    """What speaks for a merged one in the end, if `person` may see that."""
    last, following = None, contribution.merged_into_id
    while following:
        last = following
        following = Contribution.objects.values_list("merged_into", flat=True).get(pk=last)
    if last is None:
        return None
    return Contribution.objects.visible_to(person).for_display(person).filter(pk=last).first()
