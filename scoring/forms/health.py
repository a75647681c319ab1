"""Forms about health."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.engine import health


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
