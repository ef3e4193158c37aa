"""Work begins on what was accepted: as part of an initiative, where an app above keeps some."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from tests.cast import restrict
from themes import actions, initiatives
from themes.initiatives import NO_REGISTER, Initiative, InitiativeRegister
from themes.models import Contribution

pytestmark = pytest.mark.django_db

PRICES, MOVED = (Initiative(7, "One price list", "/prices/"), Initiative(8, "Moving", "/moving/"))


class Book:
    """An app above, with a book of initiatives of its own."""

    def __init__(self):
        self.links = []

    def offered(self, person, contribution):
        return [PRICES, MOVED]

    def linked(self, person, contribution):
        return [each for key, pk in self.links for each in (PRICES, MOVED) if each.key == key]

    def link(self, contribution, key, actor):
        if key not in (7, 8):
            raise PermissionDenied
        self.links.append((key, contribution.pk))


@pytest.fixture
def book(monkeypatch):
    monkeypatch.setattr(initiatives, "_register", NO_REGISTER)
    made = Book()
    initiatives.use_register(InitiativeRegister(made.offered, made.linked, made.link))
    return made


@pytest.fixture
def accepted(cast, contribution) -> Contribution:
    return actions.accept_contribution(contribution, actor=cast.owner, reason="Yes.")


@pytest.fixture
def start(client, cast, accepted):
    """Opens the desk and starts work by its form, as the owner."""

    def post(initiative):
        client.force_login(cast.owner)
        page = client.get(reverse("strategy_themes:desk_item", args=[accepted.pk]))
        form = next(each for each in page.context["forms"] if each.name == "start")
        data = {"start-latest": accepted.events.latest("pk").pk, "start-initiative": initiative}
        address = reverse("strategy_themes:desk_step", args=[accepted.pk, "start"])
        return form, client.post(address, data, follow=True)

    return post


def test_the_owner_links_it_to_an_initiative_and_the_contributor_hears(cast, accepted, book, start):
    form, response = start("7")
    assert [label for _key, label in form.fields["initiative"].choices] == [
        "No initiative",
        "One price list",
        "Moving",
    ]
    assert Contribution.objects.get().state == "in_progress"
    assert book.links == [(7, accepted.pk)]
    news = cast.employee.strategy_notifications.latest("pk")
    assert "became part of an initiative" in news.sentence
    assert '<a class="tag" href="/prices/">' in response.content.decode()


def test_everybody_finds_the_initiative_where_they_read_what_became_of_it(
    client, cast, accepted, book, start
):
    start("7")
    client.force_login(cast.colleague)
    trail = client.get(reverse("strategy_themes:contribution", args=[accepted.pk]))
    assert '<a class="tag" href="/prices/">' in trail.content.decode()


def test_work_starts_without_an_initiative_as_well(cast, accepted, book, start):
    start("")
    assert Contribution.objects.get().state == "in_progress"
    assert book.links == []
    assert "Work has begun" in cast.employee.strategy_notifications.latest("pk").sentence


def test_an_initiative_that_is_not_offered_is_refused(accepted, book, start):
    _form, response = start("9")
    assert response.status_code == 422
    assert Contribution.objects.get().state == "accepted"


def test_who_may_not_decide_links_nothing(cast, accepted, book):
    with pytest.raises(PermissionDenied):
        actions.start_work(accepted, actor=cast.facilitator, initiative=7)
    with pytest.raises(PermissionDenied):
        actions.start_work(accepted, actor=cast.owner, initiative=9)
    assert book.links == []
    assert Contribution.objects.get().state == "accepted"


def test_what_is_not_accepted_is_linked_to_nothing(cast, contribution, strategy_free_links):
    with pytest.raises(ValidationError, match="once the contribution is accepted"):
        actions.start_work(contribution, actor=cast.owner, initiative=strategy_free_links.pk)
    assert not strategy_free_links.contribution_links.exists()


@pytest.fixture
def strategy_free_links(cast, hub):
    """An initiative of the scorecard on an objective of the theme."""
    from tests.scorecard.build import make_strategy

    strategy = make_strategy(cast.owner, hub.theme)
    return _initiative_on(strategy.revenue, cast.owner)


def _initiative_on(objective, owner):
    from datetime import date

    from scorecard.models import Initiative as Kept
    from scorecard.models import InitiativeObjective

    made = Kept.objects.create(
        title="Faster offers", owner=owner, starts=date(2026, 1, 1), ends=date(2030, 1, 1)
    )
    InitiativeObjective.objects.create(initiative=made, objective=objective)
    return made


def test_with_the_scorecard_the_objective_says_what_the_initiative_grew_from(
    client, cast, hub, accepted, strategy_free_links, start
):
    _form, response = start(str(strategy_free_links.pk))
    assert "Faster offers" in response.content.decode()
    client.force_login(cast.colleague)
    page = client.get("/hub/scorecard/objectives/F1/").content.decode()
    assert accepted.post.body in page
    restrict(hub.question_page, "Team")
    assert accepted.post.body not in client.get("/hub/scorecard/objectives/F1/").content.decode()


def test_without_an_app_above_work_starts_as_before(cast, accepted, monkeypatch, start):
    monkeypatch.setattr(initiatives, "_register", NO_REGISTER)
    form, _response = start("7")
    assert "initiative" not in form.fields
    assert Contribution.objects.get().state == "in_progress"
    assert "Work has begun" in cast.employee.strategy_notifications.latest("pk").sentence
