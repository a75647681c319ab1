"""My work: the first page of the day."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from kam.lib.htmx import page
from reviews.selectors import work as selectors
from reviews.services import work as services

SNOOZE_DAYS = (1, 7, 30)


class SnoozeForm(forms.Form):
    """Which thing, and for how many days."""

    key = forms.CharField(max_length=80)
    days = forms.TypedChoiceField(coerce=int, choices=[(days, days) for days in SNOOZE_DAYS])


@require_GET
@signed_in
def my_work(request: HttpRequest) -> HttpResponse:
    """What needs the reader now, grouped by account."""
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    work = selectors.my_work(request.user, today, kind=kind if kind in selectors.KINDS else "")
    kinds = [
        {"key": key, "label": label, "count": work.counts[key], "href": f"?kind={key}"}
        for key, (label, _icon) in selectors.KINDS.items()
        if work.counts.get(key)
    ]
    everything = {"key": "", "label": _("Everything"), "count": work.total, "href": "?"}
    context = {"work": work, "tabs": [everything, *kinds], "kind": kind, "today": today, "snooze_days": SNOOZE_DAYS}
    return page(request, "reviews/work_list.html", context, partials=("work-list",))


@require_POST
@signed_in
def work_snooze(request: HttpRequest) -> HttpResponse:
    """Put one thing off."""
    form = SnoozeForm(request.POST)
    if form.is_valid():
        until = timezone.localdate() + timedelta(days=form.cleaned_data["days"])
        services.work_snooze(key=form.cleaned_data["key"], until=until, by=request.user)
        messages.success(request, _("Put off until %(day)s.") % {"day": until.isoformat()})
    else:
        messages.error(request, _("This could not be put off. Reload the page and try again."))
    return redirect("home")
