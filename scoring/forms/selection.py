"""Forms of the selection scorecard and of the board."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import people_for
from accounts.forms.fields import currency_choices, person_field
from accounts.models import KeyStatus, User
from scoring.anchors import ANCHORS, Anchors
from scoring.engine import selection
from scoring.models import GateWaiver, Programme, Rating
from scoring.selectors.board import BoardFilter
from scoring.words import ADVICE, CRITERIA, GATES, TYPES

WAIVER_DAYS = 180
STEPS = [("", _("No rating")), *((str(n), str(n)) for n in range(6))]


class StartForm(forms.Form):
    """How long the scorecard is to be."""

    variant = forms.ChoiceField(
        label=_("Scorecard"),
        choices=[("full", _("Full: 13 criteria")), ("light", _("Light: 7 criteria"))],
        initial="full",
        widget=forms.RadioSelect,
    )


class NoteField(forms.CharField):
    """What backs a rating: needed with a rating only, so neither always nor "optional"."""

    goes_with_another = True


@dataclass(frozen=True, slots=True)
class RatingPair:
    """One criterion of the form: rating, note, what the steps mean, and what was said last time."""

    id: str
    label: str | Promise
    value: BoundField
    note: BoundField
    anchors: Anchors


class RatingsForm(forms.Form):
    """One rater's own ratings; each needs a note that backs it."""

    def __init__(self, *args: Any, criteria: Sequence[str], own: Mapping[str, Rating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for key in criteria:
            rating = own.get(key)
            self.fields[key] = forms.TypedChoiceField(
                label=CRITERIA[key],
                choices=STEPS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=str(rating.value) if rating else "",
            )
            self.fields[f"{key}_note"] = NoteField(
                label=_("What backs this rating?"),
                max_length=300,
                required=False,
                initial=rating.note if rating else "",
            )

    def pairs(self) -> Iterator[RatingPair]:
        """The criteria in the order of the method."""
        for key in self.criteria:
            yield RatingPair(key, CRITERIA[key], self[key], self[f"{key}_note"], ANCHORS[key])

    def clean(self) -> dict[str, Any]:
        """No rating without a note."""
        data: dict[str, Any] = super().clean() or {}
        for key in self.criteria:
            if data.get(key) is not None and not data.get(f"{key}_note"):
                self.add_error(f"{key}_note", _("Say in a few words what backs this rating."))
        return data

    @property
    def values(self) -> dict[str, tuple[int, str] | None]:
        """What the service takes."""
        data = self.cleaned_data
        return {key: None if data[key] is None else (data[key], data[f"{key}_note"]) for key in self.criteria}


class WaiverForm(forms.ModelForm):
    """An executive lets an account be key although a gate fails."""

    executive = person_field(label=_("Waived by"), required=True)

    class Meta:
        model = GateWaiver
        fields = ("gate", "reason", "ends_on")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, gates: Sequence[str], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"] = forms.ChoiceField(label=_("Gate"), choices=[(gate, GATES[gate]) for gate in gates])
        self.fields["executive"].queryset = people_for(user)
        self.fields["executive"].offer([user], self.data.get("executive"))
        self.initial.setdefault("ends_on", timezone.localdate() + timedelta(days=WAIVER_DAYS))
        self.order_fields(["gate", "executive", "reason", "ends_on"])

    def clean_ends_on(self) -> date:
        """From today on: a waiver has an end."""
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return ends_on


DECISIONS = {
    "key": _("Key account"),
    "candidate": _("Candidate"),
    "not_key": _("Not key"),
    "leaving": _("Leaves the programme"),
}


class DecisionForm(forms.Form):
    """What is decided, and why."""

    decision = forms.ChoiceField(label=_("Decision"), choices=list(DECISIONS.items()))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, advice: str, key_status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = {"leaving"} if advice == selection.INSUFFICIENT else set(DECISIONS)
        if key_status not in {KeyStatus.KEY, KeyStatus.WAITING}:
            possible -= {"leaving"}
        self.fields["decision"].choices = [pair for pair in DECISIONS.items() if pair[0] in possible]
        self.initial["decision"] = advice

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self.fields["decision"].choices)


class BoardForm(forms.Form):
    """The filters of the selection board."""

    q = forms.CharField(required=False)
    status = forms.ChoiceField(label=_("Key status"), required=False)
    advice = forms.ChoiceField(label=_("Suggestion"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    gates = forms.ChoiceField(label=_("Gates"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "status": [("", _("Any status")), *KeyStatus.choices],
            "advice": [("", _("Any suggestion")), *ADVICE.items()],
            "type": [("", _("Any type")), *TYPES.items()],
            "gates": [
                ("", _("Any gates")),
                ("passed", _("All passed")),
                ("failed", _("One failed")),
                ("open", _("One open")),
            ],
        }
        for name, options in choices.items():
            self.fields[name].choices = options
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def narrow(self) -> BoardFilter:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        return BoardFilter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class ProgrammeForm(forms.ModelForm):
    """The programme's own figures."""

    class Meta:
        model = Programme
        fields = (
            "supplier_name",
            "currency",
            "key_account_cap",
            "minimum_revenue",
            "revenue_reference",
            "potential_reference",
        )
        help_texts = {
            "supplier_name": _("It stands in the statements that customers answer."),
            "key_account_cap": _("5 to 25 is usual. An account over the cap goes to the waiting list."),
            "minimum_revenue": _("A gate: below it, only a growth potential of at least 50 makes an account key."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = currency_choices(self.instance.currency)
        self.fields["currency"] = forms.ChoiceField(choices=codes, label=self.fields["currency"].label)
        self.fields["key_account_cap"].min_value = 1
        for name in ("minimum_revenue", "revenue_reference", "potential_reference"):
            self.fields[name].widget.attrs["min"] = 0 if name == "minimum_revenue" else 1

    def clean(self) -> dict[str, Any]:
        """References divide, so they are above zero; a cap lets at least one in."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("revenue_reference", "potential_reference", "key_account_cap"):
            if data.get(name) is not None and data[name] <= 0:
                self.add_error(name, _("Enter a figure above zero."))
        if (data.get("minimum_revenue") or 0) < 0:
            self.add_error("minimum_revenue", _("Enter zero or more."))
        return data


def failing_gates(result: Mapping[str, Any]) -> list[str]:
    """Gates that a waiver is possible for."""
    return [gate for gate in selection.GATES if gate in result["failed_gates"]]
