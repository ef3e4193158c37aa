"""The invariant of routing: posts in scope = contributions = routed + unrouted."""

from dataclasses import dataclass, field

from django.db.models import Q

from discussions.kinds import asking_codes, registered_kinds
from discussions.models import Discussion

from .models import Contribution
from .scope import scope_of


@dataclass
class Balance:
    in_scope: int = 0
    contributions: int = 0
    routed: int = 0
    unrouted: int = 0
    # Posts that ask for an answer and have no contribution.
    missing: list[int] = field(default_factory=list)
    # Contributions (by their post) whose post has left every theme or asks for no answer.
    astray: list[int] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.missing and not self.astray and self.in_scope == self.contributions


def weigh_contributions() -> Balance:
    """Compare what was posted with what was received, discussion by discussion.

    Where a post belongs is asked anew of its page, not read from the contribution.
    """
    balance = Balance()
    for discussion in Discussion.objects.select_related("page").iterator():
        received = set(_posts_with_contribution(discussion))
        if scope_of(discussion.page) is None:
            balance.astray += received
            continue
        asking = set(_posts_that_ask(discussion))
        balance.in_scope += len(asking)
        balance.missing += asking - received
        balance.astray += received - asking
    balance.contributions = Contribution.objects.count()
    balance.unrouted = Contribution.objects.unrouted().count()
    balance.routed = balance.contributions - balance.unrouted
    return balance


def _posts_that_ask(discussion: Discussion) -> list[int]:
    """The set form of `actions.receiving.asks_for_an_answer`, of posts that were ever shown.

    Whether a reply of a kind whose app is gone asked for one, only its contribution still knows.
    """
    codes = [kind.code for kind in registered_kinds()]
    asks = Q(parent=None) | Q(kind__in=asking_codes())
    asks |= ~Q(kind__in=codes) & Q(contribution__isnull=False)
    return list(discussion.posts.published().filter(asks).values_list("pk", flat=True))


def _posts_with_contribution(discussion: Discussion) -> list[int]:
    rows = Contribution.objects.filter(post__discussion=discussion)
    return list(rows.values_list("post", flat=True))
