"""Forms for planning and holding reviews."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import people_for
from accounts.models import Account, Stakeholder, User
from reviews.models import Review


def day_input() -> forms.DateInput:
    """A date field as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReviewForm(forms.ModelForm):
    """Plan or change a review. The people offered are colleagues; the customer's are those of the account."""

    class Meta:
        model = Review
        fields = ("kind", "due_on", "lead", "people", "stakeholders", "agenda")
        widgets = {
            "due_on": day_input(),
            "lead": forms.Select(attrs={"data-combobox": True}),
            "people": forms.SelectMultiple(attrs={"data-combobox": True}),
            "stakeholders": forms.SelectMultiple(attrs={"data-combobox": True}),
            "agenda": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_for(user, account)
        self.fields["lead"].queryset = people
        self.fields["people"].queryset = people
        self.fields["stakeholders"].queryset = Stakeholder.objects.filter(account=account).exclude(status="left")


class HoldForm(forms.Form):
    """What is recorded when a review was held."""

    held_on = forms.DateField(label=_("Held on"), widget=day_input())
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea(attrs={"rows": 8}))
    rating = forms.TypedChoiceField(
        label=_("How useful was it?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", "—"),
            (1, _("1, a waste of time")),
            (2, "2"),
            (3, "3"),
            (4, "4"),
            (5, _("5, it changed what we do")),
        ],
    )
    next_on = forms.DateField(
        label=_("Next date"),
        required=False,
        widget=day_input(),
        help_text=_("The next review is planned for this day."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self) -> date:
        """A review that was held lies in the past or is today."""
        held_on: date = self.cleaned_data["held_on"]
        if held_on > self.today:
            raise forms.ValidationError(_("This day is still to come. Give the day on which the review took place."))
        return held_on

    def clean(self) -> dict[str, Any]:
        """The next review comes after this one."""
        cleaned = super().clean() or {}
        held_on, next_on = cleaned.get("held_on"), cleaned.get("next_on")
        if held_on and next_on and next_on <= held_on:
            self.add_error("next_on", _("The next date must come after the day of this review."))
        return cleaned


class DecisionForm(forms.Form):
    """One decision: what, who, by when."""

    text = forms.CharField(label=_("Decision"), max_length=200)
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), widget=forms.Select(attrs={"data-combobox": True})
    )
    due_on = forms.DateField(label=_("Due on"), widget=day_input())

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(user, account)


DecisionFormSet = forms.formset_factory(DecisionForm, extra=3, max_num=12)


class CancelForm(forms.Form):
    """Why a review does not take place."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
