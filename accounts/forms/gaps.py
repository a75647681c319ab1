"""The form with which a gap of the map is put off."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.models import AccountGap

USUAL_DAYS, MOST_DAYS = 30, 366


class GapPutOffForm(ChildForm):
    """Until when, and why."""

    groups = (("", ("snoozed_until", "snooze_reason")),)

    class Meta:
        model = AccountGap
        fields = ("snoozed_until", "snooze_reason")
        help_texts: ClassVar = {"snooze_reason": _("For example: we meet them at the fair in May.")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in self.Meta.fields:
            self.fields[name].required = self.fields[name].widget.is_required = True
        limits = {"min": today + timedelta(days=1), "max": today + timedelta(days=MOST_DAYS)}
        self.fields["snoozed_until"].widget.attrs |= {name: day.isoformat() for name, day in limits.items()}
        if not self.instance.is_snoozed(today):
            self.initial["snoozed_until"] = today + timedelta(days=USUAL_DAYS)
            self.initial["snooze_reason"] = ""

    def clean_snoozed_until(self) -> date:
        """A day ahead, within a year."""
        day: date = self.cleaned_data["snoozed_until"]
        if words := too_early_or_late(day, self.today):
            raise forms.ValidationError(words)
        return day


def too_early_or_late(day: date, today: date) -> str:
    """Why a gap cannot be put off until this day; empty where it can."""
    if day <= today:
        return gettext("The day must lie ahead. Choose tomorrow or later.")
    if day > today + timedelta(days=MOST_DAYS):
        return gettext("A gap is put off for a year at most. Choose an earlier day.")
    return ""
