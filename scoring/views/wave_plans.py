"""Planning one wave at many accounts, from the list of accounts or for all key accounts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Ability, Verb, allowed, require_ability
from kam.lib.htmx import page
from scoring.forms.wave_plans import WavePlanForm
from scoring.selectors import wave_plans as selectors
from scoring.services.wave_plans import Planned, waves_plan

MOST_NAMED = 5


@require_http_methods(["GET", "POST"])
@require_ability(Verb.MANAGE)
def wave_plan(request: HttpRequest) -> HttpResponse:
    """Show what could be asked where; plan it when it is sent. Each account is checked."""
    chosen = [int(raw) for raw in request.POST.getlist("ids") if raw.isdecimal()]
    is_sent = "plan" in request.POST
    accounts = selectors.plan_accounts(request.user, [] if is_sent else chosen)
    if is_sent and chosen:
        accounts = selectors.plan_accounts(request.user, {*chosen, *(account.pk for account in accounts)})
    form = WavePlanForm(request.POST if is_sent else None, offered=accounts)
    if is_sent and form.is_valid():
        planned = waves_plan(accounts=list(form.cleaned_data["ids"]), values=form.values, by=request.user)
        _tell(request, planned)
        return redirect("scoring:wave-plan")
    rows = selectors.plan_rows(accounts, timezone.localdate())
    marked = set(chosen) if is_sent else {row.account.pk for row in rows if row.is_possible}
    context = {
        "form": form,
        "rows": rows,
        "marked": marked,
        "may_edit": allowed(request.user, Ability.PROGRAMME_EDIT),
        "most": selectors.MOST if len(accounts) >= selectors.MOST else 0,
    }
    return page(request, "scoring/wave_plan.html", context, status=422 if form.errors else 200)


def _tell(request: HttpRequest, planned: Planned) -> None:
    count = len(planned.waves)
    text = ngettext("%(count)s wave is planned.", "%(count)s waves are planned.", count)
    messages.success(request, text % {"count": count})
    if planned.left_out:
        names = ", ".join(account.name for account in planned.left_out[:MOST_NAMED])
        words = _("Left out, because nobody is to be asked there now or a wave runs already: %(names)s")
        messages.warning(request, words % {"names": names + (" …" if len(planned.left_out) > MOST_NAMED else "")})
