"""The form with which somebody at the customer is marked as having left."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.forms.fields import not_in_future
from accounts.models import Stakeholder


class LeaveForm(ChildForm):
    """Since when, and who takes the chair."""

    on = forms.DateField(label=_("Left on"))
    successor = forms.ModelChoiceField(
        queryset=Stakeholder.objects.none(),
        label=_("Who takes the chair"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Gets the reports. Role, influence and stance are judged anew."),
    )

    class Meta:
        model = Stakeholder
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
        here = Stakeholder.objects.filter(account=self.account, status=Stakeholder.Status.ACTIVE)
        self.fields["successor"].queryset = here.exclude(pk=self.instance.pk).order_by("name")
        self.fields["successor"].widget.attrs["data-combobox"] = True

    def clean_on(self) -> date:
        """Leaving has happened."""
        day: date = self.cleaned_data["on"]
        not_in_future(day, timezone.localdate())
        return day
