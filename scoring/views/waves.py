"""The Improvement tab: survey waves, their answers and their scores."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.views.sheets import Sheet, form_sheet, select_for
from kam.lib.htmx import page
from scoring.forms.waves import AnswersForm, WaveForm
from scoring.models import Respondent, Wave
from scoring.selectors import methods
from scoring.selectors import waves as selectors
from scoring.services import waves as services


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_improvement(request: HttpRequest, account: Account) -> HttpResponse:
    """What the customer's people say we improve: the last result, the open wave, all waves."""
    waves = list(selectors.waves_of(account))
    last = next((wave for wave in waves if wave.closed_at is not None), None)
    context = account_context(account, request.user, "improvement") | {
        "waves": waves,
        "open_waves": [wave for wave in waves if wave.closed_at is None],
        "result": selectors.wave_result(last) if last else None,
        **(_said(last) if last else {}),
        "chart": selectors.waves_chart(waves),
        "eligible": selectors.eligible_people(account).count(),
        "method": methods.cis_method().version,
    }
    return page(request, "scoring/account_improvement.html", context)


@require_GET
@require(Verb.VIEW, Wave, select=select_for("account"))
def wave_detail(request: HttpRequest, wave: Wave) -> HttpResponse:
    """One wave: who is asked, what came of it."""
    context = account_context(wave.account, request.user, "improvement") | {
        "wave": wave,
        "result": selectors.wave_result(wave),
        "people": selectors.person_lines(wave),
        "answered": selectors.answered_count(wave),
        **_said(wave),
    }
    return page(request, "scoring/wave_detail.html", context)


def _said(wave: Wave) -> dict[str, object]:
    """What drives the score: statements and remarks of a closed wave, as far as they may be shown."""
    supplier = methods.programme().supplier_name
    return {
        "statements": selectors.statement_lines(wave, get_language() or "en", supplier),
        "best": selectors.remarks(wave, "best_improvement"),
        "next": selectors.remarks(wave, "next_improvement"),
        "least_shown": selectors.LEAST_SHOWN,
    }


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Account, select=ACCOUNT_PAGE_SELECT)
def wave_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Plan a wave."""
    form = WaveForm(request.POST or None, instance=Wave(account=account), account=account, user=request.user)
    back = reverse("scoring:account-improvement", args=[account.pk])
    note = _("Weights are taken from the map of people now and stay as they are for this wave.")
    sheet = Sheet(title=_("New wave"), back=back, tab="improvement", note=note, submit=_("Plan wave"))

    def save(changes: dict[str, object], _version: int | None) -> Wave:
        people = form.cleaned_data["people"]
        return services.wave_create(account=account, values=changes, people=people, by=request.user)

    return form_sheet(request, form, sheet, save, account=account)


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Wave, select=select_for("account"))
def wave_edit(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Change a wave that is open."""
    form = WaveForm(request.POST or None, instance=wave, account=wave.account, user=request.user)
    back = reverse("scoring:wave-detail", args=[wave.pk])
    delete = reverse("scoring:wave-delete", args=[wave.pk])
    sheet = Sheet(title=wave.name, back=back, tab="improvement", delete=delete, delete_label=_("Delete wave"))

    def save(changes: dict[str, object], version: int | None) -> Wave:
        people = form.cleaned_data["people"]
        return services.wave_update(wave=wave, changes=changes, people=people, by=request.user, version=version)

    return form_sheet(request, form, sheet, save, account=wave.account)


@require_POST
@require(Verb.MANAGE, Wave)
def wave_close(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Freeze the answers and compute the score."""
    services.wave_close(wave=wave, by=request.user)
    messages.success(request, _("The wave is closed."))
    return redirect("scoring:wave-detail", wave.pk)


@require_POST
@require(Verb.MANAGE, Wave)
def wave_delete(request: HttpRequest, wave: Wave) -> HttpResponse:
    """Take back a wave that nobody has answered."""
    try:
        services.wave_delete(wave=wave, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("scoring:wave-detail", wave.pk)
    return redirect("scoring:account-improvement", wave.account_id)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Respondent, select=("wave", "stakeholder", *select_for("wave__account")))
def respondent_answers(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """Enter what one person answered in an interview or on paper. In a confidential wave nobody types for others."""
    wave = respondent.wave
    if not wave.is_named:
        messages.error(request, _("In a confidential wave everybody answers by their own link."))
        return redirect("scoring:wave-detail", wave.pk)
    supplier = methods.programme().supplier_name
    form = AnswersForm(request.POST or None, respondent=respondent, supplier=supplier, interviewer=request.user.name)
    sheet = Sheet(
        title=_("Answers of %(person)s") % {"person": respondent.stakeholder.name},
        back=reverse("scoring:wave-detail", args=[wave.pk]),
        tab="improvement",
        template="scoring/respondent_answers.html",
        has_panel=False,
    )

    def save(changes: dict[str, object], version: int | None) -> Respondent:
        return services.answers_save(respondent=respondent, values=changes, by=request.user, version=version)

    return form_sheet(request, form, sheet, save, account=wave.account)
