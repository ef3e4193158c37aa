"""People at the same moment: one of them decides, and the others are told who did."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from discussions.actions import create_post
from themes.actions import (
    accept_contribution,
    decline_contribution,
    merge_contribution,
    set_theme_people,
    thank_contribution,
)
from themes.balance import weigh_contributions
from themes.models import Contribution, ContributionEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do all `acts` from one moment on, each on its own connection; errors are results too."""
    start = Barrier(len(acts))

    def run(act):
        start.wait(timeout=60)
        try:
            return act()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def fresh(contribution):
    return Contribution.objects.get(pk=contribution.pk)


def test_of_two_decisions_at_once_one_counts(cast, contribution):
    results = at_once(
        lambda: accept_contribution(fresh(contribution), actor=cast.owner, reason="Yes."),
        lambda: decline_contribution(fresh(contribution), actor=cast.deputy, reason="No."),
    )
    (refusal,) = [result for result in results if isinstance(result, ValidationError)]
    assert refusal.code == "state"
    decisions = ContributionEvent.objects.filter(kind__in=["accepted", "declined"])
    assert decisions.get().kind == fresh(contribution).state


def test_of_many_first_thanks_one_counts(cast, contribution):
    people = [cast.owner, cast.deputy, cast.facilitator]
    results = at_once(
        *(
            lambda person=person: thank_contribution(
                fresh(contribution), actor=person, message="Thank you!"
            )
            for person in people
        )
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 2
    assert ContributionEvent.objects.filter(kind="thanked").count() == 1


def test_two_merges_the_opposite_way_round_neither_deadlock_nor_both_count(cast, hub, contribution):
    post = create_post(hub.discussion, author=cast.colleague, body="The same.", kind="idea")
    other = post.contribution
    results = at_once(
        *(
            lambda a=a, b=b: merge_contribution(
                fresh(a), into=fresh(b), actor=cast.owner, reason="The same."
            )
            for a, b in ((contribution, other), (other, contribution))
        )
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert Contribution.objects.filter(state="merged").count() == 1


def test_posts_that_arrive_while_the_people_change_all_find_an_owner(cast, hub):
    discussions = [hub.discussion, hub.question_page.primary_discussion]

    def say(n):
        create_post(discussions[n % 2], author=cast.employee, body=f"Idea {n}.", kind="idea")

    def change(owner):
        set_theme_people(hub.theme, owners=[owner], deputies=[cast.deputy], actor=None)

    results = at_once(
        *(lambda n=n: say(n) for n in range(6)),
        lambda: change(cast.executive),
        lambda: change(cast.owner),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    balance = weigh_contributions()
    assert (balance.holds, balance.routed, balance.unrouted) == (True, 6, 0)
