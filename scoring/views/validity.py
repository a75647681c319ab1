"""How well the scores told what came: the report, its tables as files, and what people found in its misses."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Ability, Verb, allowed, require, require_ability
from accounts.services.exports import list_exported
from accounts.views.sheets import Sheet, form_sheet, select_for
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from scoring.forms.validity import MissForm
from scoring.models import MissReview, Outcome, ValidityReport
from scoring.selectors import validity as selectors
from scoring.services import validity as services

MISSES = "misses"


@require_GET
@require_ability(Ability.VALIDITY)
def validity(request: HttpRequest) -> HttpResponse:
    """The newest report, or an older one; while one is being made, how far that is."""
    job = selectors.running_job()
    if request.headers.get("HX-Target") == "validity-job" and job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    report = _report(request)
    context = {
        "report": report,
        "sections": selectors.sections(report) if report else [],
        "misses": selectors.miss_lists(report, request.user) if report and report.result["is_enough"] else [],
        "reports": selectors.recent(),
        "job": job,
        "failure": None if job else selectors.last_failure(),
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
        "may_export": allowed(request.user, Ability.EXPORT),
        "section": "programme",
    }
    return page(request, "scoring/validity.html", context, partials=("validity-job",))


@require_POST
@require_ability(Ability.PROGRAMME_EDIT)
def validity_start(request: HttpRequest) -> HttpResponse:
    """Make a report now."""
    services.validity_start(today=timezone.localdate(), by=request.user)
    return redirect("scoring:validity")


@require_GET
@require_ability(Ability.VALIDITY, Ability.EXPORT)
def validity_csv(request: HttpRequest, part: str) -> HttpResponseBase:
    """One table of a report as a file; the error lists hold the accounts that the person may see."""
    report = _report(request)
    if report is None:
        raise Http404
    if part == MISSES:
        header, rows = selectors.miss_header(), selectors.miss_csv(selectors.miss_lists(report, request.user))
    elif found := selectors.section(report, part):
        header, rows = found.csv_header, found.csv_rows
    else:
        raise Http404
    list_exported(name="validity", narrowed_to=f"{part} {report.day}", by=request.user)
    return csv_response(f"validity-{part}-{report.day}.csv", header, rows)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Outcome, select=select_for("account"))
def miss_edit(request: HttpRequest, outcome: Outcome, score: str) -> HttpResponse:
    """What a wrong prediction was; 409 shows both when two people said something at once."""
    if score not in selectors.LISTED:
        raise Http404
    account = outcome.account
    review = selectors.miss_review(account, score, outcome.origin)
    row = review or MissReview(account=account, model=score, origin=outcome.origin)
    form = MissForm(request.POST or None, instance=row, account=account, user=request.user)
    if allowed(request.user, Ability.VALIDITY):
        back = f"{reverse('scoring:validity')}#misses"
    else:
        back = reverse("scoring:account-health", args=[account.pk])
    sheet = Sheet(
        title=_("What was it?"), back=back, tab="health", note=selectors.miss_words(outcome, score), has_panel=False
    )

    def save(changes: dict, version: int | None) -> None:
        services.miss_note(outcome=outcome, model=score, note=changes["note"], by=request.user, version=version)
        messages.success(request, _("Noted."))

    return form_sheet(request, form, sheet, save, account=account)


def _report(request: HttpRequest) -> ValidityReport | None:
    wanted = request.GET.get("report", "")
    if not wanted:
        return selectors.report_of(None)
    found = selectors.report_of(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else None
    if found is None:
        raise Http404
    return found
