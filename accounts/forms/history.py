"""Forms of the history pages."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import person_field
from accounts.models import Team, User
from accounts.recorded import RECORDED


class HistoryFilterForm(forms.Form):
    """What the history is narrowed to."""

    kind = forms.ChoiceField(required=False, label=_("Kind of record"))
    person = person_field(label=_("Person"), empty_label=_("Everybody"))
    since = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, is_whole: bool = False) -> None:
        super().__init__(data)
        kinds = [(key, capfirst(str(entry.model._meta.verbose_name))) for key, entry in RECORDED.items()]
        if is_whole:
            kinds += [(model._meta.label_lower, capfirst(str(model._meta.verbose_name))) for model in (User, Team)]
        self.fields["kind"].choices = [("", _("Every kind")), *sorted(kinds, key=lambda kind: kind[1])]
        self.fields["person"].offer([], self.data.get("person"))
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class DayForm(forms.Form):
    """The day to look back to."""

    on = forms.DateField(
        required=False, label=_("As it was on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class RestoreForm(forms.Form):
    """Which change, and which of its fields."""

    event = forms.IntegerField()
    field = forms.CharField(max_length=60)
