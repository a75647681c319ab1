"""The form that plans one wave at many accounts."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from scoring.forms.waves import OPEN_DAYS
from scoring.models import Wave


class WavePlanForm(forms.ModelForm):
    """Name, mode, days and words of the waves, and at which accounts."""

    ids = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label=_("Accounts"),
        error_messages={
            "required": _("Mark at least one account."),
            "invalid_choice": _("One of the accounts is not yours to plan for any more. Look at the list again."),
        },
    )

    class Meta:
        model = Wave
        fields = ("name", "mode", "opens_on", "closes_on", "by_mail", "purpose")
        widgets = {
            "opens_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "closes_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, offered: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial |= {
            "name": date_format(today, "YEAR_MONTH_FORMAT"),
            "opens_on": today,
            "closes_on": today + timedelta(days=OPEN_DAYS),
            "by_mail": True,
        }
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label
        self.fields["ids"].queryset = Account.objects.filter(pk__in=[row.pk for row in offered]).select_related(
            "manager"
        )

    def clean(self) -> dict[str, Any]:
        """It closes after it opens."""
        data: dict[str, Any] = super().clean() or {}
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("It cannot close before it opens."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What each wave gets."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
