"""The page that shows every part of the design system in its states; for administrators, and while developing."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.models import Role
from kam.design_charts import pictures
from kam.lib.htmx import page

PARTS = (
    ("parts", gettext_lazy("Parts")),
    ("lists", gettext_lazy("Lists")),
    ("forms", gettext_lazy("Forms")),
    ("charts", gettext_lazy("Charts")),
    ("tokens", gettext_lazy("Colour and type")),
)


NAMES = ("Anna Lindqvist", "王小明", "Marc Dubois", "李娜", "Priya Raman")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As the customer writes it."))
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=[(3, gettext_lazy("Align"))])
    manager = forms.ChoiceField(
        label=gettext_lazy("Key account manager"),
        choices=[("", ""), *((name, name) for name in NAMES)],
        widget=forms.Select(attrs={"data-combobox": True}),
    )
    start = forms.DateField(label=gettext_lazy("Start"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.DecimalField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[("EUR", "EUR"), ("CNY", "CNY")])
    stance = forms.ChoiceField(
        label=gettext_lazy("Stance"),
        choices=[(1, gettext_lazy("for us")), (0, gettext_lazy("neutral")), (-1, gettext_lazy("against us"))],
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=gettext_lazy("Notes"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    told = forms.BooleanField(label=gettext_lazy("Tell the account team"), required=False)


def steps() -> list[dict[str, str]]:
    """Five stages with the third one now."""
    names = (_("Select"), _("Understand"), _("Align"), _("Deliver"), _("Grow"))
    states = ("done", "done", "now", "", "")
    notes = ("", "", _("2 things missing"), "", "")
    return [
        {"label": name, "state": state, "note": note} for name, state, note in zip(names, states, notes, strict=True)
    ]


def rows() -> list[dict[str, Any]]:
    """Accounts of no real company, one in each state."""
    today = timezone.localdate()
    return [
        {"name": "Nordwind Energie", "theme": _("One contract for all plants"), "stage": 3, "stage_label": _("Align"),
         "health": 81.6, "band": "strong", "trend": 3.5, "cis": 72, "low": 61, "high": 80, "done": 44,
         "next": today + dt.timedelta(days=1), "manager": NAMES[0], "revenue": 4_812_300},
        {"name": "华南精密制造", "theme": _("From supplier to partner"), "stage": 2, "stage_label": _("Understand"),
         "health": 58.25, "band": "fair", "trend": -6.1, "cis": 55, "low": 31, "high": 74, "done": 21,
         "next": today + dt.timedelta(days=20), "manager": NAMES[1], "revenue": 12_350_000},
        {"name": "Brightwater Foods", "theme": "", "stage": 5, "stage_label": _("Grow"),
         "health": 34, "band": "weak", "trend": -12, "cis": 28, "low": 20, "high": 41, "done": 57,
         "next": today - dt.timedelta(days=3), "manager": NAMES[2], "revenue": 960_400},
        {"name": "Ostara Medical", "theme": "", "stage": 1, "stage_label": _("Select"),
         "health": None, "band": None, "trend": None, "cis": None, "low": None, "high": None, "done": 0,
         "next": None, "manager": "", "revenue": None},
    ]  # fmt: skip


def timeline() -> list[dict[str, Any]]:
    """Three events."""
    now = timezone.now()
    return [
        {"icon": "notebook-pen", "text": _("Note on the call with purchasing"), "who": NAMES[0], "at": now},
        {"icon": "circle-check", "text": _("Action closed: pricing model sent"), "note": _("two days early"),
         "who": NAMES[3], "at": now - dt.timedelta(days=1), "href": "#"},
        {"icon": "trending-down", "text": _("Health fell below 60"), "at": now - dt.timedelta(days=16)},
    ]  # fmt: skip


def sample(part: str) -> dict[str, Any]:
    """The values that one part of the gallery shows."""
    if part == "forms":
        return {"form": SampleForm(), "bad_form": SampleForm({"name": "", "amount": "much", "start": "2026-13-40"})}
    if part == "charts":
        return {"charts": pictures()}
    return {
        "rows": rows(),
        "steps": steps(),
        "events": timeline(),
        "facts": [{"label": _("Stance"), "value": _("for us")}],
    }


@require_safe
@signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states."""
    if not (settings.DEBUG or getattr(request.user, "role", "") == Role.ADMINISTRATOR):
        raise Http404
    tabs = [{"key": key, "label": label, "href": f"?part={key}"} for key, label in PARTS]
    part = request.GET.get("part", "")
    part = part if part in dict(PARTS) else "parts"
    context = {"tabs": tabs, "part": part, "template": f"design/{part}.html", **sample(part)}
    return page(request, "design/gallery.html", context)
