"""Recording figures from a file on screen: upload, look, record."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from scorecard.actions import record_actual
from scorecard.importing.layout import MOST_BYTES
from scorecard.models import Actual, ActualsUpload, Measure

pytestmark = pytest.mark.django_db
START = "/hub/scorecard/figures/"
PREVIEW = "/hub/scorecard/figures/preview/"
TEXT = "measure,period,value,comment\nM1,2026-03,600,\nM9,2026-03,1,\n"


@pytest.fixture
def office(client, keeper):
    client.force_login(keeper)
    return keeper


def upload(client, text=TEXT, name="actuals.csv", **more):
    return client.post(START, {"file": SimpleUploadedFile(name, text.encode()), **more})


def test_a_file_is_shown_before_it_is_recorded(client, office, strategy):
    assert upload(client).url == PREVIEW
    assert Actual.objects.count() == 0
    page = client.get(PREVIEW)
    content = page.content.decode()
    assert "You record no measure with the code “M9”." in content and "A3" in content
    assert "Record 1 figure" in content
    answer = client.post(PREVIEW, {"digest": page.context["plan"].digest}, follow=True)
    assert "1 figure recorded." in answer.content.decode()
    assert Actual.objects.get().entered_by == office
    assert not ActualsUpload.objects.exists()


def test_all_or_nothing_records_nothing_while_a_row_is_bad(client, office, strategy):
    upload(client, all_or_nothing="on")
    page = client.get(PREVIEW)
    assert "You asked for all or nothing" in page.content.decode()
    client.post(PREVIEW, {"digest": page.context["plan"].digest})
    assert Actual.objects.count() == 0


def test_what_has_changed_meanwhile_is_shown_anew(client, office, strategy):
    upload(client)
    seen = client.get(PREVIEW).context["plan"].digest
    record_actual(strategy.sales, period_start=date(2026, 3, 1), value=Decimal(590), actor=office)
    answer = client.post(PREVIEW, {"digest": seen})
    assert "Something has changed since you looked." in answer.content.decode()
    assert Actual.objects.get().value == 590


def test_a_waiting_file_can_be_dropped(client, office, strategy):
    upload(client)
    assert "actuals.csv is waiting for you" in client.get(START).content.decode()
    client.post(PREVIEW, {"step": "drop"})
    assert client.get(PREVIEW).url == START
    assert not ActualsUpload.objects.exists()


def test_an_unreadable_file_says_why_and_keeps_what_was_chosen(client, office, strategy):
    answer = upload(client, "a,b\n1,2\n", all_or_nothing="on")
    assert answer.status_code == 422
    assert "no column “measure”, “period”, “value”" in answer.content.decode()
    assert answer.context["all_or_nothing"] is True
    assert client.post(START).status_code == 422


def test_a_body_that_is_too_long_is_not_read(client, office, strategy):
    answer = client.generic("POST", START, b"", CONTENT_LENGTH=str(MOST_BYTES * 2))
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.content.decode()


def test_a_forged_upload_is_refused(office, strategy):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(office)
    assert upload(stranger).status_code == 403
    assert not ActualsUpload.objects.exists()


@pytest.mark.parametrize("what", ["figures", "template"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_can_be_downloaded(client, office, strategy, what, form):
    answer = client.get(reverse("strategy_scorecard:download_figures", args=[what, form]))
    assert f"{what}-" in answer["Content-Disposition"]
    assert answer.content
    assert client.get(f"{START}secrets.{form}").status_code == 404


def test_whoever_records_no_measure_finds_nothing(client, cast, strategy):
    client.force_login(cast.employee)
    assert client.get(START).status_code == 404
    assert START not in client.get("/hub/scorecard/").content.decode()
    Measure.objects.filter(code="M1").update(updater=cast.employee)
    content = client.get(START).content.decode()
    assert "Sales" in content and "Complaints" not in content


def test_it_is_linked_where_figures_are_looked_at(client, office, strategy):
    for address in ("/hub/scorecard/", "/hub/scorecard/objectives/F1/"):
        assert f'href="{START}"' in client.get(address).content.decode()


def test_the_screens_take_as_many_queries_however_many_measures(
    client, office, strategy, django_assert_max_num_queries
):
    upload(client, TEXT + "".join(f"M2,20{year}-03,5,\n" for year in range(10, 26)))
    client.get(START), client.get(PREVIEW)
    with django_assert_max_num_queries(13):
        client.get(START)
    with django_assert_max_num_queries(13):
        client.get(PREVIEW)
