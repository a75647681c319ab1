"""Forms of the board, the calendar and of moving what stands on them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.dates import KINDS
from planning.forms.plans import day_input
from planning.services.moves import DONE, LATER, TO_OBJECTIVE, WEEK

WHOSE = [("", _("Everybody's")), ("mine", _("Mine"))]
MOST_DAYS = 366


def _named(form: forms.Form, **labels: Any) -> None:
    for name, label in labels.items():
        form.fields[name].widget.attrs["aria-label"] = label


class BoardFilterForm(forms.Form):
    """What the board shows."""

    by = forms.ChoiceField(required=False, choices=[("time", _("By time")), ("objective", _("By objective"))])
    owner = forms.ChoiceField(required=False, choices=WHOSE)
    kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Everything")),
            ("action", _("Actions")),
            ("objective", _("Objectives")),
            ("risk", _("Risks")),
            ("resource", _("Resources")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self, by=_("Columns"), owner=_("Whose"), kind=_("Kind"))


class CalendarFilterForm(forms.Form):
    """What the calendar shows."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)
    view = forms.ChoiceField(required=False, choices=[("month", _("Month")), ("agenda", _("List"))])
    kind = forms.ChoiceField(
        required=False, choices=lambda: [("", _("Everything")), *((one.key, one.label) for one in KINDS.values())]
    )
    owner = forms.ChoiceField(required=False, choices=WHOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self, view=_("View"), owner=_("Whose"), kind=_("Kind"))


class MoveForm(forms.Form):
    """The column that a card is moved to."""

    to = forms.CharField(max_length=40)

    def clean_to(self) -> str:
        """One of the columns."""
        to: str = self.cleaned_data["to"]
        if to not in {WEEK, LATER, DONE} and not re.fullmatch(rf"{TO_OBJECTIVE}\d{{1,9}}", to):
            raise forms.ValidationError(_("There is no such column."))
        return to


class BulkMoveForm(forms.Form):
    """A new day for many actions, or by how many days each is moved."""

    ids = forms.TypedMultipleChoiceField(coerce=int, required=True)
    due_on = forms.DateField(label=_("New day"), required=False, widget=day_input())
    days = forms.IntegerField(label=_("or by days"), required=False, min_value=-MOST_DAYS, max_value=MOST_DAYS)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        sent = data.getlist("ids") if data is not None else []
        self.fields["ids"].choices = [(value, value) for value in sent if value.isdecimal()]
        self.fields["ids"].error_messages["required"] = _("Choose at least one action.")
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        """One of the two, and no day in the past."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("due_on")
        if bool(day) == bool(data.get("days")) and not self.errors:
            raise forms.ValidationError(_("Give a new day, or a number of days to move by."))
        if day and day < self.today:
            raise forms.ValidationError(_("The new day lies in the past. Choose today or later."))
        return data
