"""Forms about health."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from scoring.engine import health
from scoring.models import ScoreSnapshot
from scoring.words import HEALTH


class OverrideForm(forms.Form):
    """Points up or down, why, and until when."""

    points = forms.IntegerField(label=_("Points"))
    ends_on = forms.DateField(label=_("Ends on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What do you know that the figures do not show?"),
    )

    def __init__(self, *args: Any, method: health.Method, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.today = method, today
        most = int(method.override_points)
        last = today + timedelta(days=method.override_days)
        self.fields["points"].widget.attrs |= {"min": -most, "max": most}
        self.fields["points"].help_text = _("From −%(most)s to +%(most)s.") % {"most": most}
        self.fields["ends_on"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
        self.fields["ends_on"].help_text = _("At most %(days)s days from today.") % {"days": method.override_days}

    def clean_points(self) -> int:
        """Not zero, and within what the method allows."""
        points: int = self.cleaned_data["points"]
        if not points or abs(points) > self.method.override_points:
            raise forms.ValidationError(
                _("Enter between 1 and %(most)s points, up or down.") % {"most": int(self.method.override_points)}
            )
        return points

    def clean_ends_on(self) -> date:
        """From today on, within the days that the method allows."""
        ends_on: date = self.cleaned_data["ends_on"]
        if not 0 <= (ends_on - self.today).days <= self.method.override_days:
            raise forms.ValidationError(
                _("Choose a day within the next %(days)s days.") % {"days": self.method.override_days}
            )
        return ends_on


class WhatIfForm(forms.Form):
    """A slider for each factor; one that is unknown counts only when its box is ticked. Nothing is saved."""

    lift_caps = forms.BooleanField(label=_("Suppose the caps are lifted"), required=False)

    def __init__(self, *args: Any, snapshot: ScoreSnapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, float] = snapshot.result["values"]
        self.factors = [*self.known, *snapshot.result["missing"]]
        if not snapshot.result["caps"]:
            del self.fields["lift_caps"]
        for key in self.factors:
            widget = forms.NumberInput(attrs={"type": "range", "step": 1})
            self.fields[key] = forms.IntegerField(
                label=HEALTH[key].label, min_value=0, max_value=100, required=False, widget=widget
            )
            self.initial[key] = round(self.known.get(key, 50))
            if key not in self.known:
                label = _("Suppose it were known")
                self.fields[key].widget.attrs["data-ticks"] = f"id_know_{key}"
                self.fields[f"know_{key}"] = forms.BooleanField(label=label, required=False)

        if self.is_bound:  # an address may name some factors only: the others stand as they are
            self.data = {**{key: str(self.initial[key]) for key in self.factors}, **self.data.dict()}

    def sliders(self) -> Iterator[tuple[str, BoundField, BoundField | None]]:
        """Factor, slider, and the box of one that is unknown."""
        for key in sorted(self.factors):
            yield key, self[key], self[f"know_{key}"] if f"know_{key}" in self.fields else None

    @property
    def values(self) -> dict[str, float]:
        """The factors that were moved; a slider that stands where the score stands moves nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {
            key: float(data[key])
            for key in self.factors
            if data.get(key) is not None
            and (data.get(f"know_{key}") or (key in self.known and data[key] != round(self.known[key])))
        }
