"""The programme: selection board, what the weights decide, settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Ability, allowed, require_ability, visible
from accounts.models import Account
from accounts.services.exports import list_exported
from kam.lib.csvout import csv_response
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from scoring.forms.selection import BoardForm, ProgrammeForm
from scoring.selectors import board, decisions, methods, reassessing
from scoring.services import programme as services


@require_GET
@require_ability(Ability.PROGRAMME)
def programme(request: HttpRequest) -> HttpResponse:
    """The selection board."""
    form = BoardForm(request.GET)
    narrow = form.narrow
    rows = board.board(request.user, narrow)
    listing = capped_page(rows, request.GET.get("page"))
    method, today = methods.selection_method(), timezone.localdate()
    context = {
        "form": form,
        "listing": listing,
        "rows": board.board_rows(listing.rows, method.key_total),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "places": board.places(),
        "chart": board.board_chart(listing.rows),
        "waiting": board.waiting_list(request.user),
        "leavers": reassessing.to_re_examine(request.user, today),
        "again": reassessing.due_assessments(visible(Account.objects.all(), request.user), today),
        "leave_total": method.leave_total,
        "today": today,
        "key_total": method.key_total,
        "method": method.version,
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
        "may_export": allowed(request.user, Ability.EXPORT),
    }
    return page(request, "scoring/programme.html", context, partials=("board-rows",))


@require_GET
@require_ability(Ability.PROGRAMME, Ability.EXPORT)
def programme_csv(request: HttpRequest) -> HttpResponseBase:
    """The board as a file, with the filters of the page."""
    list_exported(name="selection", narrowed_to=request.GET.urlencode(), by=request.user)
    rows = board.board(request.user, BoardForm(request.GET).narrow)
    return csv_response("selection.csv", board.csv_header(), board.csv_rows(rows))


@require_GET
@require_ability(Ability.PROGRAMME)
def programme_sensitivity(request: HttpRequest) -> HttpResponse:
    """Which accounts would cross the line if one weight moved by five."""
    context = {
        "shifts": board.shifts(request.user),
        "line": methods.selection_method().key_total,
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
    }
    return page(request, "scoring/programme_sensitivity.html", context)


@require_GET
@require_ability(Ability.PROGRAMME)
def programme_decisions(request: HttpRequest) -> HttpResponse:
    """Who came into the programme, who left it and who stayed: every decision with its day, reason and scorecard."""
    listing = capped_page(decisions.decisions(request.user), request.GET.get("page"))
    context = {
        "listing": listing,
        "rows": decisions.decision_rows(listing.rows),
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
    }
    return page(request, "scoring/programme_decisions.html", context)


@require_http_methods(["GET", "POST"])
@require_ability(Ability.PROGRAMME_EDIT)
def programme_settings(request: HttpRequest) -> HttpResponse:
    """Cap, references, minimum revenue, our name, the currency of boards."""
    form = ProgrammeForm(request.POST or None, instance=methods.programme())
    if request.method == "POST" and form.is_valid():
        services.programme_update(changes=form.cleaned_data, today=timezone.localdate(), by=request.user)
        messages.success(request, _("The programme's figures are saved."))
        return redirect("scoring:programme")
    return page(request, "scoring/programme_settings.html", {"form": form}, status=422 if form.errors else 200)
