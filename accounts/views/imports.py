"""Imports: files uploaded, columns explained, tried, run, and what became of every row."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, can, refusal, require, require_ability
from accounts.forms.imports import ContactsForm, UploadForm, columns_form
from accounts.importing import runs, showing, undoing
from accounts.importing.files import FileRefused
from accounts.importing.runs import ImportRefused
from accounts.models import Account, ImportRow, ImportRun
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT
from accounts.views.sheets import Sheet, sheet_page
from accounts.views.stakeholders import map_url
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from kam.lib.paging import capped_page

PAGE_ROWS = 50


def require_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guard a view of one import: for who may import anything, and of an account's contacts for who may edit there.

    Everybody else gets the same refusal, whether there is such an import or not.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        run = ImportRun.objects.select_related("account", "source", "by", "job").filter(pk=pk).first()
        account = run.account if run is not None else None
        if not allowed(request.user, Ability.IMPORT) and not can(request.user, Verb.EDIT, account):
            raise PermissionDenied(refusal(request.user))
        if run is None:
            raise Http404
        return view(request, run, **kwargs)

    guarded.access = (Verb.EDIT, ImportRun)  # type: ignore[attr-defined]
    return guarded


@require_GET
@require_ability(Ability.IMPORT)
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports, newest first."""
    found = ImportRun.objects.select_related("source", "by", "job")
    context = {"page": capped_page(found, request.GET.get("page"))}
    return page(request, "accounts/import_list.html", context)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.IMPORT)
def import_create(request: HttpRequest) -> HttpResponse:
    """Upload files."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.import_create(
                source=form.cleaned_data["source"], uploads=form.cleaned_data["files"], by=request.user
            )
            return redirect(run)
        except FileRefused as error:
            form.add_error("files", str(error))
    context = {"form": form}
    return page(request, "accounts/import_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def stakeholder_import(request: HttpRequest, account: Account) -> HttpResponse:
    """Upload contacts of one account; they are tried, brought in and taken back like every import."""
    form = ContactsForm(request.POST or None, request.FILES or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.import_create(
                source=form.cleaned_data["source"],
                uploads=form.cleaned_data["files"],
                by=request.user,
                account=account,
            )
            return redirect(run)
        except FileRefused as error:
            form.add_error("files", str(error))
    sheet = Sheet(
        title=_("Import contacts from a file"),
        back=map_url(account),
        tab="map",
        template="accounts/stakeholder_import.html",
    )
    context = {"form": form, "sheet": sheet, "back": sheet.back}
    return sheet_page(request, sheet, context, account=account, status=422 if form.errors else 200)


@require_GET
@require_run
def import_detail(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Where an import stands: its files, its progress, its rows."""
    context = {"run": run, "standing": run.standing}
    if not _at_work(run):
        context |= {"files": showing.file_lines(run), "stages": showing.unmapped_stages(run), **_rows(request, run)}
    return page(request, "accounts/import_detail.html", context, partials=("import-rows",))


@require_GET
@require_run
def import_progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How far it is; asked again and again until it is over, then the whole page comes."""
    if not _at_work(run):
        answer = redirect(run)
        if request.headers.get("HX-Request") == "true":
            answer = HttpResponse(headers={"HX-Redirect": run.get_absolute_url()})
        return answer
    context = {"run": run, "standing": run.standing}
    return page(request, "accounts/import_detail.html", context, partials=("import-job",))


@require_http_methods(["GET", "POST"])
@require_run
def import_columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Say what files, columns and stages mean."""
    if run.standing not in ImportRun.OPEN:
        messages.error(request, _("This import has been run; its columns stay as they were."))
        return redirect(run)
    form = columns_form(run, request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = [saved["kind"] for saved in run.files]
        runs.import_map(
            run=run,
            kinds=form.kinds(),
            columns=form.columns(),
            encodings=form.encodings(),
            source=form.source_values(),
            by=request.user,
        )
        if [saved["kind"] for saved in run.files] != before:
            messages.success(request, _("Saved. Look at the columns of the files that hold something else now."))
            return redirect("accounts:import-columns", run.pk)
        known = _("Saved. The next import from %(source)s knows it.") % {"source": run.source}
        messages.success(request, known if run.account is None else _("Saved."))
        return redirect(run)
    context = {"run": run, "form": form}
    return page(request, "accounts/import_columns.html", context, status=422 if form.errors else 200)


@require_POST
@require_run
def import_check(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Try it."""
    return _act(request, run, lambda run: runs.import_check(run=run, by=request.user))


@require_POST
@require_run
def import_start(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Do it, or go on with it."""
    return _act(request, run, lambda run: runs.import_start(run=run, by=request.user))


@require_POST
@require_run
def import_stop(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Stop after the block that it is at."""
    return _act(request, run, lambda run: runs.import_stop(run=run))


@require_POST
@require_run
def import_undo(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Take it back, as far as nobody has gone on working with it."""
    return _act(request, run, lambda run: undoing.import_undo(run=run, by=request.user))


@require_POST
@require_run
def import_discard(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Throw it away before it is run."""
    try:
        runs.import_discard(run=run, by=request.user)
    except ImportRefused as error:
        messages.error(request, str(error))
        return redirect(run)
    return redirect("accounts:import-list" if run.account is None else map_url(run.account))


@require_GET
@require_run
def import_mend(request: HttpRequest, run: ImportRun, file: int) -> HttpResponse:
    """The rows of a file that were not imported, to be mended and loaded again."""
    if file >= len(run.files) or not run.files[file]["kind"]:
        raise Http404
    header = [*run.files[file]["headers"], _("Why not imported")]
    return csv_response(f"import-{run.pk}-{file + 1}.csv", header, showing.rows_to_mend(run, file))


# ---------------------------------------------------------------- shared


def _at_work(run: ImportRun) -> bool:
    undoing_now = run.state == ImportRun.State.DONE and run.job is not None and not run.job.is_over
    return undoing_now or run.standing in {ImportRun.State.CHECKING, ImportRun.State.RUNNING}


def _act(request: HttpRequest, run: ImportRun, act: Callable[[ImportRun], Any]) -> HttpResponse:
    """Do something with an import; the wrong moment is told on its page."""
    try:
        act(run)
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect(run)


def _rows(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """The rows that the filters choose, one page of them."""
    chosen = request.GET.get("file", "")
    file = int(chosen) if chosen.isdigit() and int(chosen) < len(run.files) else None
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in ImportRow.Outcome.values else ""
    total = showing.row_count(run, file, outcome)
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isdigit() and 0 < int(number) <= (total - 1) // PAGE_ROWS + 1 else 1
    start = (wanted - 1) * PAGE_ROWS
    rows = list(showing.run_rows(run, file, outcome)[start : start + PAGE_ROWS]) if total else []
    return {
        "rows": showing.row_lines(run, rows),
        "total": total,
        "first": start + 1 if rows else 0,
        "last": start + len(rows),
        "previous": wanted - 1 if wanted > 1 else None,
        "next": wanted + 1 if start + PAGE_ROWS < total else None,
        "file": file,
        "outcome": outcome,
        "outcomes": ImportRow.Outcome.choices,
        "has_rows": bool(run.counts or run.checked),
    }
