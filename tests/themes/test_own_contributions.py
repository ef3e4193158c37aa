"""Nobody answers themselves while the theme has somebody else for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from discussions.actions import create_post
from tests.cast import Cast, Hub, restrict
from tests.themes.forms import filled
from themes import access, actions
from themes.models import Absence, Contribution

pytestmark = pytest.mark.django_db

ANSWERED_BY_OTHERS = "You wrote this yourself. Another owner or a deputy of the theme answers it."


def say(hub: Hub, author: Any) -> Contribution:
    post = create_post(hub.discussion, author=author, body="What if we asked?", kind="idea")
    return post.contribution


@pytest.fixture
def own(cast: Cast, hub: Hub) -> Contribution:
    """What the owner of the theme has written under it."""
    return say(hub, cast.owner)


@pytest.fixture
def alone(cast: Cast, hub: Hub) -> User:
    """The owner, once nobody else may decide."""
    remove_perm("deputise_theme", cast.deputy, hub.theme)
    return cast.owner


def test_what_an_owner_writes_goes_to_another_owner(cast: Cast, hub: Hub) -> None:
    assign_perm("own_theme", cast.executive, hub.theme)
    say(hub, cast.employee), say(hub, cast.employee), say(hub, cast.employee)
    assert say(hub, cast.owner).owner == cast.executive
    assert say(hub, cast.executive).owner == cast.owner


def test_without_another_owner_it_goes_to_a_deputy_who_reads_why(cast: Cast, own: Any) -> None:
    assert own.owner == cast.deputy
    assert own.routing_reason == "Deputy, because no owner of the theme is available: 1 wrote it."


def test_while_the_deputy_is_away_it_waits_in_the_queue_of_the_office(cast: Cast, hub: Hub) -> None:
    today = timezone.localdate()
    Absence.objects.create(person=cast.deputy, first_day=today, last_day=today + timedelta(9))
    contribution = say(hub, cast.owner)
    assert contribution.owner is None
    assert not access.may_decide(cast.owner, contribution)
    assign_perm("strategy_themes.handle_unrouted", cast.office)
    office = User.objects.get(pk=cast.office.pk)
    actions.accept_contribution(contribution, actor=office, reason="Worth a try.")
    assert contribution.state == "accepted"


def test_who_is_the_only_one_answers_their_own(hub: Hub, alone: User) -> None:
    contribution = say(hub, alone)
    assert contribution.owner == alone
    actions.accept_contribution(contribution, actor=alone, reason="Somebody has to.")
    assert contribution.state == "accepted"


@pytest.mark.parametrize("away", ["deactivated", "outside"])
def test_who_cannot_answer_at_all_does_not_count(cast: Cast, hub: Hub, away: str) -> None:
    if away == "deactivated":
        User.objects.filter(pk=cast.deputy.pk).update(is_active=False)
    else:
        restrict(hub.home, "Staff", "Team")
        restrict(hub.theme_page, "Team")
        cast.owner.groups.add(*cast.member.groups.all())
    contribution = say(hub, cast.owner)
    assert contribution.owner == cast.owner
    assert access.may_decide(cast.owner, contribution)


@pytest.mark.parametrize("step", ["thank", "review", "accept", "reassign"])
def test_every_step_is_refused_to_its_contributor_with_the_reason(
    cast: Cast, own: Contribution, step: str
) -> None:
    steps: dict[str, tuple[Any, dict[str, Any]]] = {
        "thank": (actions.thank_contribution, {"message": "Thank you, me."}),
        "review": (actions.start_review, {}),
        "accept": (actions.accept_contribution, {"reason": "I agree with myself."}),
        "reassign": (actions.reassign_contribution, {"to": cast.facilitator}),
    }
    take, words = steps[step]
    with pytest.raises(ValidationError) as error:
        take(own, actor=cast.owner, **words)
    assert error.value.code == "own"
    assert error.value.messages == [ANSWERED_BY_OTHERS]


def test_others_answer_it_as_any_other(cast: Cast, own: Contribution) -> None:
    actions.thank_contribution(own, actor=cast.facilitator, message="Thank you, Omar.")
    actions.accept_contribution(own, actor=cast.deputy, reason="It saves a day.")
    assert own.state == "accepted"


def test_a_superuser_who_wrote_it_leaves_it_to_others_too(cast: Cast, hub: Hub) -> None:
    cast.employee.is_superuser = True
    cast.employee.save()
    assert not access.may_decide(cast.employee, say(hub, cast.employee))


def test_who_has_no_part_in_the_theme_learns_nothing_of_the_rule(cast: Cast, hub: Hub) -> None:
    contribution = say(hub, cast.employee)
    with pytest.raises(PermissionDenied):
        actions.accept_contribution(contribution, actor=cast.employee, reason="Please.")


def test_it_is_not_handed_to_who_wrote_it(cast: Cast, hub: Hub) -> None:
    contribution = say(hub, cast.facilitator)
    with pytest.raises(ValidationError, match="Farid Facilitator wrote it"):
        actions.reassign_contribution(contribution, to=cast.facilitator, actor=cast.owner)


def test_the_desk_says_who_answers_instead_of_offering_steps(
    client: Any, cast: Cast, own: Contribution
) -> None:
    client.force_login(cast.owner)
    page = client.get(reverse("strategy_themes:desk_item", args=[own.pk]))
    assert page.context["forms"] == []
    assert ANSWERED_BY_OTHERS in page.content.decode()


def test_a_step_that_is_sent_all_the_same_comes_back_with_the_reason(
    client: Any, cast: Cast, own: Contribution
) -> None:
    client.force_login(cast.owner)
    address = reverse("strategy_themes:desk_step", args=[own.pk, "accept"])
    page = client.post(address, filled("accept", own, words="I agree with myself."))
    assert page.status_code == 422
    assert ANSWERED_BY_OTHERS in page.content.decode()
    assert Contribution.objects.get().state == "received"


def test_the_desk_offers_it_to_everybody_but_its_contributor(
    client: Any, cast: Cast, hub: Hub
) -> None:
    contribution = say(hub, cast.facilitator)
    client.force_login(cast.owner)
    page = client.get(reverse("strategy_themes:desk_item", args=[contribution.pk]))
    [form] = [form for form in page.context["forms"] if form.name == "reassign"]
    assert list(form.fields["to"].queryset) == [cast.deputy]


def test_with_somebody_new_what_waits_for_its_own_contributor_is_routed_again(
    cast: Cast, hub: Hub, alone: User
) -> None:
    own, other = say(hub, alone), say(hub, cast.employee)
    actions.set_theme_people(hub.theme, owners=[alone], deputies=[cast.deputy], actor=None)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.owner, other.owner) == (cast.deputy, alone)


def test_while_there_is_nobody_new_nothing_is_routed_again(
    cast: Cast, hub: Hub, alone: User
) -> None:
    own = say(hub, alone)
    actions.set_theme_people(hub.theme, owners=[alone], facilitators=[cast.member], actor=None)
    assert own.events.filter(kind="routed").count() == 1


def test_asking_costs_nothing_more_where_somebody_else_wrote_it(
    cast: Cast, hub: Hub, django_assert_num_queries: Any
) -> None:
    contribution, roles = say(hub, cast.employee), access.roles_of(cast.owner)
    with django_assert_num_queries(0):
        assert access.powers_over(contribution, cast.owner, roles).decide
