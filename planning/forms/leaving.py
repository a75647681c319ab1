"""Forms of the exit decision, and of the time that stages may take."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import person_field
from accounts.models import User
from planning.forms.plans import day_input, few_lines
from planning.models import ExitDecision, StageLimit

MOST_DAYS = 366


class ExitForm(forms.ModelForm):
    """Propose that an account leaves the programme."""

    serves_next = person_field(label=_("who serves the customer then"), required=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ExitDecision
        fields = ("reason", "serves_next", "handover_on", "plan_fate", "promise_fate", "note")
        widgets = {
            "reason": few_lines(3),
            "note": few_lines(2),
            "handover_on": day_input(),
            "plan_fate": forms.RadioSelect(),
            "promise_fate": forms.RadioSelect(),
        }
        help_texts = {"reason": _("The fact that made you say no, in words that hold in a year.")}

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None
        field: Any = self.fields["serves_next"]
        field.offer(list(people), self["serves_next"].value())

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WordForm(forms.Form):
    """The word of a sales leader; a refusal says why."""

    note = forms.CharField(label=_("Your word on it"), required=False, max_length=1000, widget=few_lines(2))


class ReasonForm(forms.Form):
    """Why an account comes back."""

    reason = forms.CharField(label=_("Why it should be a candidate again"), max_length=1000, widget=few_lines(2))


class StageLimitForm(forms.ModelForm):
    """The time of one stage."""

    class Meta:
        model = StageLimit
        fields = ("days", "leader_after")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs |= {"min": 1 if name == "days" else 0, "max": MOST_DAYS}
            field.widget.attrs["aria-label"] = f"{self.instance}: {field.label}"

    def clean_days(self) -> int | None:
        """At least a day; nothing means that there is no limit."""
        days: int | None = self.cleaned_data["days"]
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise forms.ValidationError(_("Give 1 to 366 days, or nothing for no limit."))
        return days


StageLimitFormSet = forms.modelformset_factory(StageLimit, form=StageLimitForm, extra=0)
