import re
from datetime import date

import pytest
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import capfirst
from guardian.shortcuts import assign_perm

from discussions import remembering
from discussions.actions import create_post
from scorecard.actions import link_objectives
from scorecard.metrics import all_metrics
from scorecard.models import Measure, Objective, ObjectiveTheme
from scorecard.views.objective import measure_plot
from scorecard.wording import unit_text
from tests.cast import restrict
from tests.scorecard.test_performance import figures, measure_on
from themes.actions import accept_contribution, thank_contribution
from themes.models import Contribution
from themes.models.pages import ThemePage

pytestmark = pytest.mark.django_db
DASHBOARD = "/hub/scorecard/"
OBJECTIVE = "/hub/scorecard/objectives/F1/"
METRICS = f"{DASHBOARD}metrics/"


@pytest.fixture
def filled(strategy, cast, keeper):
    figures(strategy.sales, cast.office, m03=650, m04=450, m05=400)
    figures(strategy.repeat, cast.office, m04=55, m05=62)
    link_objectives(strategy.loyalty, strategy.revenue, actor=keeper)
    return strategy


def page(client, person, address):
    client.force_login(person)
    return client.get(address)


def test_the_dashboard_shows_objectives_with_status_score_and_links(client, cast, filled):
    content = page(client, cast.employee, f"{DASHBOARD}?on=2026-06-10").content.decode()
    assert "Our strategy" in content
    assert "F1 Grow revenue. Red, 1.6." in content
    assert "Drives F1." in content
    assert "C1 drives F1" in content
    assert 'data-status="green"' in content
    assert "Red: F1 is red." in content


def test_the_screens_carry_no_inline_style_or_script(client, cast, filled):
    for address in (DASHBOARD, OBJECTIVE, f"{DASHBOARD}metrics/"):
        content = page(client, cast.employee, f"{address}?on=2026-06-10").content.decode()
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="', content)
        assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", content)


@pytest.mark.parametrize("address", [DASHBOARD, OBJECTIVE, f"{DASHBOARD}metrics/"])
def test_whoever_sees_no_theme_finds_no_scorecard(client, cast, strategy, address):
    assert page(client, cast.outsider, address).status_code == 404
    for person in (cast.employee, cast.executive, cast.office):
        assert page(client, person, address).status_code == 200


@pytest.mark.parametrize("address", [DASHBOARD, OBJECTIVE, f"{DASHBOARD}metrics/"])
def test_anonymous_people_are_asked_to_sign_in(client, strategy, address):
    response = client.get(address)
    assert response.status_code == 302
    assert "next=" in response["Location"]


def test_an_unknown_objective_is_missing(client, cast, strategy):
    assert page(client, cast.employee, "/hub/scorecard/objectives/ZZ/").status_code == 404


def test_themes_that_the_viewer_may_not_see_are_not_named(client, cast, hub, strategy):
    secret = hub.themes.add_child(instance=ThemePage(title="Secret merger", statement="Hush."))
    restrict(secret, "Team")
    ObjectiveTheme.objects.create(objective=strategy.revenue, theme=secret.theme)
    for address in (DASHBOARD, OBJECTIVE, f"{DASHBOARD}?theme={secret.theme.pk}"):
        assert b"Secret merger" not in page(client, cast.employee, address).content
        assert b"Secret merger" in page(client, cast.member, address).content


def test_a_theme_is_highlighted_on_the_map(client, cast, hub, filled):
    content = page(client, cast.employee, f"{DASHBOARD}?theme={hub.theme.pk}").content.decode()
    assert content.count(" data-on ") == 1
    assert "data-dim" in content


@pytest.mark.parametrize("on", ["", "nonsense", "2026-02-31", "2999-01-01", "0001-01-01"])
def test_a_day_that_makes_no_sense_is_today(client, cast, strategy, on):
    response = page(client, cast.employee, f"{DASHBOARD}?on={on}")
    assert response.context["screen"].on == timezone.localdate()
    told = f"“{on}” is neither a period that is over" in response.content.decode()
    assert told == bool(on)


def test_a_past_day_shows_the_scores_of_that_day(client, cast, filled):
    response = page(client, cast.employee, f"{OBJECTIVE}?on=2026-04-02")
    assert response.context["performance"].result.status == "amber"
    assert b"You are looking at" in response.content
    assert (
        page(client, cast.employee, f"{OBJECTIVE}?on=2026-06-02")
        .context["performance"]
        .result.status
        == "red"
    )


def test_an_objective_says_why_and_draws_its_measures(client, cast, filled):
    content = page(client, cast.employee, f"{OBJECTIVE}?on=2026-06-10").content.decode()
    assert "Red: M1 has been below its red flag of 500\u00a0EUR m since April 2026." in content
    assert "line--target" in content
    assert "The figures as a table" in content
    assert "650\u00a0EUR m" in content
    assert "Driven by" in content and "C1 Keep customers" in content


def test_a_plot_holds_figures_against_what_their_kind_of_measure_knows(strategy, cast):
    kinds = {
        Measure.Type.GOAL: ["Actual", "Goal", "Red flag"],
        Measure.Type.BAND: ["Actual", "Band from", "Band to"],
        Measure.Type.YES_NO: ["Actual"],
    }
    figures(strategy.sales, cast.office, m03=0, m04=1)
    for kind, columns in kinds.items():
        Measure.objects.filter(pk=strategy.sales.pk).update(type=kind)
        plot = measure_plot(measure_on(strategy.sales, date(2026, 6, 1)))
        assert plot is not None
        assert plot.columns == columns
    assert plot is not None
    assert [tick.text for tick in plot.wide.upwards] == ["no", "yes"]


def test_decisions_appear_only_to_those_who_may_read_the_post(client, cast, hub, strategy):
    assign_perm("own_theme", cast.member, hub.theme)
    cast.colleague.groups.add(*cast.member.groups.all())
    post = create_post(hub.team_discussion, author=cast.colleague, body="A secret idea.")
    contribution = Contribution.objects.get(post=post)
    thank_contribution(contribution, actor=contribution.owner, message="Thank you.")
    contribution.refresh_from_db()
    accept_contribution(contribution, actor=contribution.owner, reason="It saves a week.")
    assert b"A secret idea" in page(client, cast.member, OBJECTIVE).content
    assert b"A secret idea" not in page(client, cast.employee, OBJECTIVE).content


def test_an_empty_scorecard_says_so(client, cast, hub):
    assert b"No objectives yet" in page(client, cast.employee, DASHBOARD).content


def test_figures_about_few_people_are_withheld(client, cast, hub, strategy):
    create_post(hub.discussion, author=cast.employee, body="One voice.")
    content = page(client, cast.employee, DASHBOARD).content.decode()
    assert "It would tell on a group of fewer than 10 people." in content
    assert "1 of " not in content


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.name)
def test_every_metric_says_what_it_is(client, cast, strategy, metric):
    weeks = len(page(client, cast.employee, METRICS).context["screen"].facts.weeks)
    parts = [
        metric.label,
        metric.definition,
        capfirst(str(metric.formula)),
        capfirst(unit_text(metric)),
        metric.window % {"weeks": weeks},
        *metric.exclusions,
    ]
    assert all(str(part).strip() for part in parts) and metric.exclusions
    content = page(client, cast.employee, METRICS).content.decode()
    section = content.split(f'<section class="card" id="{metric.name}"')[1].split("</section>")[0]
    for part in parts:
        assert escape(str(part)) in section
    assert 'class="stat__value"' in section
    for number in (1, 12):
        assert str(metric.window % {"weeks": number})


def test_the_dashboard_takes_as_many_queries_however_much_it_shows(
    client, cast, hub, filled, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(remembering, "SECONDS", 3600)
    for number in range(8):
        theme = hub.themes.add_child(instance=ThemePage(title=f"T{number}", statement="S."))
        objective = Objective.objects.create(
            perspective=filled.customer, code=f"C{number + 2}", title="More", owner=cast.owner
        )
        ObjectiveTheme.objects.create(objective=objective, theme=theme.theme)
    page(client, cast.employee, DASHBOARD)
    # Session, person; themes, book (5), turnout, contributions; and the frame's, which remembers
    # the rest: access number, site, bell. Comparing two periods costs none.
    for query in ("", "?on=2026-05&against=2026-04", "?on=2026-05-17&against=2025"):
        client.get(DASHBOARD + query)
        with django_assert_num_queries(13) as queries:
            client.get(DASHBOARD + query)
        own = [q for q in queries.captured_queries if "strategy_scorecard" in q["sql"]]
        assert len(own) == 6


def test_the_theme_page_shows_objectives_and_figures(client, cast, hub, filled):
    content = page(client, cast.employee, hub.theme_page.url).content.decode()
    assert "Objectives it serves" in content
    assert "F1 Grow revenue" in content
    assert "It would tell on a group of fewer than 10 people." in content


def test_the_scorecard_is_linked_for_those_who_may_see_it(client, cast, hub, strategy):
    content = page(client, cast.employee, "/hub/contributions/").content.decode()
    assert f'href="{DASHBOARD}"' in content
    assert (
        f'href="{DASHBOARD}"'
        not in page(client, cast.outsider, "/hub/contributions/").content.decode()
    )
