"""Actuals from a file and into one: choose it, see what it would change, record that."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from discussions.files.receiving import ENVELOPE
from discussions.remembering import remembered
from themes.importing.reading import UnreadableFileError
from themes.importing.rejections import shorten

from .. import access, actions
from ..book import Book
from ..exporting import lines_in_force, lines_to_fill_in, write_csv, write_xlsx
from ..importing.layout import MOST_BYTES, read_sheet, too_large_error
from ..importing.plan import Plan, Row, make_plan
from ..models import ActualsUpload, Measure
from ..periods import name_of
from ..wording import figure_text

# Of each kind of row; the sums above them count all.
ROWS_SHOWN = 200
LINES = {"figures": lines_in_force, "template": lines_to_fill_in}
WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@remembered
def _records_all(request: Any) -> bool:
    return access.may_record_all(request.user)


def figures_address(request: Any, book: Book) -> str | None:
    """Where the person of the request records figures, if there are any they may record.

    The screens that link there have read the book already, so this asks nothing more.
    """
    measures = (measure for group in book.measures.values() for measure in group)
    may_record = _records_all(request) or any(
        measure.updater_id == request.user.pk for measure in measures
    )
    return reverse("strategy_scorecard:figures") if may_record else None


@csrf_exempt  # `_take_file` checks it, after what the headers can tell
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_figures(request: HttpRequest) -> HttpResponseBase:
    _measures(request.user)
    if request.method != "POST":
        return _start(request)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES + ENVELOPE:
        return _start(request, str(too_large_error(_("The file"))))
    return _take_file(request)


@csrf_protect
def _take_file(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    all_or_nothing = "all_or_nothing" in request.POST
    if file is None:
        return _start(request, _("Choose a file first."), all_or_nothing=all_or_nothing)
    name = file.name or _("The file")
    try:
        if (file.size or 0) > MOST_BYTES:
            raise too_large_error(name)
        content = file.read()
        read_sheet(content, name)
    except UnreadableFileError as error:
        return _start(request, str(error), all_or_nothing=all_or_nothing)
    actions.keep_upload(name, content, all_or_nothing=all_or_nothing, actor=request.user)
    return redirect("strategy_scorecard:preview_figures")


def _start(
    request: HttpRequest, problem: str = "", *, all_or_nothing: bool = False
) -> HttpResponse:
    measures = _measures(request.user)
    context = {
        "measures": measures.select_related("objective").order_by("objective__code", "code"),
        "problem": problem,
        "all_or_nothing": all_or_nothing,
        "waiting": ActualsUpload.objects.filter(person=request.user.pk).defer("content").first(),
        "limit": MOST_BYTES // 1024**2,
    }
    status = 422 if problem else 200
    return render(request, "strategy_scorecard/figures.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_preview(request: HttpRequest) -> HttpResponse:
    _measures(request.user)
    upload = ActualsUpload.objects.filter(person=request.user.pk).first()
    if upload is None:
        return redirect("strategy_scorecard:figures")
    if request.POST.get("step") == "drop":
        actions.drop_upload(actor=request.user)
        return redirect("strategy_scorecard:figures")
    plan = make_plan(read_sheet(bytes(upload.content), upload.name), actor=request.user)
    is_blocked = upload.all_or_nothing and bool(plan.rejections)
    is_outdated = request.method == "POST" and request.POST.get("digest") != plan.digest
    if request.method == "POST" and not is_outdated and not is_blocked:
        try:
            return _record(request, plan)
        except ValidationError:
            # A period was frozen after the plan was made: look again.
            is_outdated = True
            plan = make_plan(plan.sheet, actor=request.user)
            is_blocked = upload.all_or_nothing and bool(plan.rejections)
    context = {
        "upload": upload,
        "plan": plan,
        "is_blocked": is_blocked,
        "is_outdated": is_outdated,
        "kinds": [
            (_("New"), [Difference(row) for row in plan.new[:ROWS_SHOWN]], len(plan.new)),
            (
                _("Changed"),
                [Difference(row) for row in plan.changed[:ROWS_SHOWN]],
                len(plan.changed),
            ),
        ],
        "problems": [
            (plan.sheet.cell(each.row, each.column), shorten(each.value), each.reason)
            for each in plan.rejections[:ROWS_SHOWN]
        ],
    }
    return render(request, "strategy_scorecard/figures_preview.html", context)


@dataclass(frozen=True)
class Difference:
    """A row of the preview: what a figure is now, and what it would become."""

    row: Row

    @property
    def period(self) -> str:
        return name_of(self.row.measure.frequency, self.row.start)

    @property
    def before(self) -> str:
        actual = self.row.in_force
        return figure_text(actual.value, self.row.measure) if actual else ""

    @property
    def after(self) -> str:
        return figure_text(self.row.figure.value, self.row.measure)

    @property
    def is_comment_alone(self) -> bool:
        return bool(self.row.in_force and self.row.in_force.value == self.row.figure.value)


def _record(request: HttpRequest, plan: Plan) -> HttpResponse:
    count = len(actions.record_upload(plan.figures, actor=request.user))
    messages.success(
        request,
        ngettext("%(count)d figure recorded.", "%(count)d figures recorded.", count)
        % {"count": count},
    )
    return redirect("strategy_scorecard:figures")


@login_required
@require_GET
def download(request: HttpRequest, what: str, form: str) -> HttpResponse:
    measures = _measures(request.user)
    if what not in LINES or form not in WRITERS:
        raise Http404
    write, content_type = WRITERS[form]
    response = HttpResponse(write(LINES[what](measures)), content_type=content_type)
    name = f"{what}-{timezone.localdate()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _measures(person: Any) -> QuerySet[Measure]:
    """To whoever records no measure, these screens don't exist."""
    if not access.may_record_any(person):
        raise Http404
    return access.measures_to_record(person)
