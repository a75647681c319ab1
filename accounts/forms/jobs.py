"""What the list of background runs is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.jobs import LABELS
from accounts.models import Job


class RunFilterForm(forms.Form):
    """Kind and state."""

    kind = forms.ChoiceField(required=False, label=_("Kind"))
    state = forms.ChoiceField(required=False, label=_("State"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = sorted(LABELS.items(), key=lambda pair: str(pair[1]))
        self.fields["kind"].choices = [("", _("Every kind")), *kinds]
        self.fields["state"].choices = [("", _("Any state")), *Job.State.choices]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    @property
    def narrow(self) -> dict[str, str]:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
