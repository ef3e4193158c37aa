import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from scorecard.actions import link_objectives, unlink_objectives
from scorecard.models import CauseEffectLink, Objective
from scorecard.models.link import closes_cycle


@pytest.mark.django_db
def test_a_link_is_stored_once(strategy, keeper):
    first = link_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    assert link_objectives(strategy.loyalty, strategy.revenue, actor=keeper) == first
    assert CauseEffectLink.objects.count() == 1


@pytest.mark.django_db
def test_a_link_that_closes_a_circle_is_refused(strategy, keeper):
    skills = Objective.objects.create(
        perspective=strategy.customer, code="L1", title="Skills", owner=keeper
    )
    link_objectives(skills, strategy.loyalty, actor=keeper)
    link_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    with pytest.raises(ValidationError, match="L1 already drives F1"):
        link_objectives(strategy.revenue, skills, actor=keeper)
    with pytest.raises(ValidationError):
        link_objectives(skills, skills, actor=keeper)
    assert CauseEffectLink.objects.count() == 2


@pytest.mark.django_db
def test_a_link_can_be_taken_away(strategy, keeper):
    link_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    unlink_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    link_objectives(strategy.revenue, strategy.loyalty, actor=keeper)


@pytest.mark.django_db
def test_only_keepers_of_the_scorecard_draw_the_map(strategy, cast):
    for person in (cast.employee, cast.owner, cast.outsider, cast.anonymous):
        with pytest.raises(PermissionDenied):
            link_objectives(strategy.loyalty, strategy.revenue, actor=person)
        with pytest.raises(PermissionDenied):
            unlink_objectives(strategy.loyalty, strategy.revenue, actor=person)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30))
def test_links_accepted_one_by_one_never_form_a_circle(wanted):
    links: list[tuple[int, int]] = []
    for cause, effect in wanted:
        if not closes_cycle(links, cause, effect):
            links.append((cause, effect))
    # Without circles there is always an objective that nothing left over drives.
    left = set(range(7))
    while left:
        free = {node for node in left if not any(e == node and c in left for c, e in links)}
        assert free
        left -= free
