"""The survey page: public, by a link that only one person has. No account, no cookie, nothing about anybody else."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kam.lib.limits import within
from scoring.forms.surveys import SurveyForm
from scoring.models import SurveyLink
from scoring.selectors import methods, surveys
from scoring.services import surveys as services

MINUTE = 60
PER_LINK, PER_ADDRESS, UNKNOWN_PER_ADDRESS = 60, 300, 30  # requests a minute
LANGUAGES = ("en", "zh-hans")

type Answer = Callable[[HttpRequest, str], HttpResponse]


def private_page(view: Answer) -> Answer:
    """Keep the page out of caches, search engines and referrers, and count how often it is asked for."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        key = sha256(token.encode()).hexdigest()
        who = get_adapter().get_client_ip(request) or ""
        is_fine = within("survey-address", who, most=PER_ADDRESS, seconds=MINUTE)
        is_fine = within("survey-link", key, most=PER_LINK, seconds=MINUTE) and is_fine
        response = view(request, token) if is_fine else _kind(request, "busy", 429)
        if response.status_code == 404 and not within("survey-unknown", who, most=UNKNOWN_PER_ADDRESS, seconds=MINUTE):
            response = _kind(request, "busy", 429)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@csrf_exempt  # the address is the secret, and there is no cookie that another site could ride on
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@private_page
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Read, fill in, keep for later, send, correct."""
    link = surveys.link_of(token)
    if link is None:
        return _kind(request, "unknown", 404)
    chosen = request.GET.get("lang", "")
    language = chosen if chosen in LANGUAGES else surveys.language_of(link.respondent)
    with translation.override(language):
        if not surveys.takes_answers(link.respondent.wave, timezone.localdate()):
            return _kind(request, "closed", 410)
        try:
            return _write(request, link, language) if request.method == "POST" else _show(request, link, language)
        except services.SurveyClosed:
            return _kind(request, "closed", 410)


def _show(request: HttpRequest, link: SurveyLink, language: str) -> HttpResponse:
    written = surveys.written(link)
    if written.is_answered and "correct" not in request.GET:
        return render(request, "scoring/survey_thanks.html", _context(request, link, language))
    form = _form(None, link, written, language)
    return render(request, "scoring/survey.html", _context(request, link, language) | {"form": form})


def _write(request: HttpRequest, link: SurveyLink, language: str) -> HttpResponse:
    form = _form(request.POST, link, surveys.written(link), language)
    today = timezone.localdate()
    if request.POST.get("action") == "send":
        if not form.is_valid():
            context = _context(request, link, language) | {"form": form}
            return render(request, "scoring/survey.html", context, status=422)
        services.survey_submit(link=link, values=form.changes, today=today)
        return redirect(f"{request.path}?lang={language}")
    services.draft_save(link=link, values=form.partial(), today=today)
    if request.headers.get("HX-Request"):
        return render(request, "scoring/survey_saved.html")
    chosen = request.POST.get("lang", "")
    language = chosen if chosen in LANGUAGES else language
    return redirect(f"{request.path}?lang={language}&saved=1&correct=1#saved")


def _form(data: object, link: SurveyLink, written: surveys.Written, language: str) -> SurveyForm:
    supplier = methods.programme().supplier_name
    return SurveyForm(data, link=link, written=written, language=language, supplier=supplier)


def _context(request: HttpRequest, link: SurveyLink, language: str) -> dict[str, object]:
    wave = link.respondent.wave
    return {
        "wave": wave,
        "person": link.respondent.stakeholder,
        "asker": surveys.asker_of(wave),
        "supplier": methods.programme().supplier_name,
        "address": request.path,
        "language": language,
        "languages": LANGUAGES,
        "is_unsaved": "saved" not in request.GET,
    }


def _kind(request: HttpRequest, what: str, status: int) -> HttpResponse:
    """A page that says what is the matter and nothing about whose survey it is."""
    supplier = methods.programme().supplier_name
    return render(request, "scoring/survey_gone.html", {"what": what, "supplier": supplier}, status=status)
