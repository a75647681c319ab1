"""Forms of a plan: start, settings, stages."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stage
from planning.models import Plan

YEAR = timedelta(days=364)


def day_input() -> forms.DateInput:
    """A date field as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanStartForm(forms.ModelForm):
    """Start a cycle."""

    class Meta:
        model = Plan
        fields = ("variant", "name", "starts_on", "ends_on")
        widgets = {"starts_on": day_input(), "ends_on": day_input(), "variant": forms.RadioSelect()}

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        today = timezone.localdate()
        initial = {"name": str(today.year), "starts_on": today, "ends_on": today + YEAR}
        super().__init__(*args, initial=initial, **kwargs)
        self.account = account
        self.fields["variant"].choices = [
            (Plan.Variant.LIGHT, _("Light: 20 core questions, at most 90 minutes to fill in")),
            (Plan.Variant.FULL, _("Full: all 57 questions, at most 8 hours over four weeks")),
        ]

    def clean_name(self) -> str:
        """A cycle's name is used once an account."""
        name: str = self.cleaned_data["name"]
        if Plan.objects.filter(account=self.account, name=name).exists():
            raise forms.ValidationError(_("This account has a cycle of that name. Choose another, such as 2026-2."))
        return name

    def clean(self) -> dict[str, Any]:
        """A cycle ends after it starts."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The cycle must end after it starts."))
        return cleaned


class PlanSettingsForm(forms.ModelForm):
    """The plan's own facts."""

    class Meta:
        model = Plan
        fields = (
            "variant", "growth_baseline", "growth_target", "growth_target_on", "is_protect_goal", "asks", "charter",
            "sponsor_agreed_on", "partnership_note", "starts_on", "ends_on",
        )  # fmt: skip
        widgets = {
            "growth_target_on": day_input(),
            "sponsor_agreed_on": day_input(),
            "starts_on": day_input(),
            "ends_on": day_input(),
            "asks": forms.Textarea(attrs={"rows": 3}),
            "charter": forms.Textarea(attrs={"rows": 3}),
            "partnership_note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"asks": _("One a line: what, by when.")}

    clean = PlanStartForm.clean


class AdvanceForm(forms.Form):
    """Move on from the stage that was seen; a reason overrides what is missing."""

    seen = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=_("Reason for the exception"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class BackForm(forms.Form):
    """Go back to an earlier stage."""

    seen = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput())
    to_stage = forms.ChoiceField(label=_("Back to"), choices=Stage.choices)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class CloseForm(forms.Form):
    """End the cycle."""

    reason = forms.CharField(
        label=_("What comes next"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
