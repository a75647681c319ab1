"""Forms of objectives, actions and risks."""

from typing import Any

from django import forms

from accounts.access import people_for
from accounts.models import Account, Stakeholder, User
from planning.forms.plans import day_input
from planning.models import Action, Objective, Plan, Risk


class WorkForm(forms.ModelForm):
    """Narrows people, stakeholders and objectives to those of the account."""

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            self.fields["owner"].queryset = people_for(user, account)
            self.fields["owner"].widget.attrs["data-combobox"] = True
        for name in ("stakeholder", "accepted_by"):
            if name in self.fields:
                self.fields[name].queryset = Stakeholder.objects.filter(account=account)
        if "objective" in self.fields:
            running = Objective.objects.filter(account=account, plan__status=Plan.Status.ACTIVE)
            self.fields["objective"].queryset = running


class ObjectiveForm(WorkForm):
    """An objective with its measure."""

    class Meta:
        model = Objective
        fields = (
            "title", "measure", "unit", "baseline", "target", "current", "due_on", "owner", "improves_customer",
            "customer_value", "accepted_by", "status",
        )  # fmt: skip
        widgets = {"due_on": day_input()}


class ActionForm(WorkForm):
    """An action."""

    class Meta:
        model = Action
        fields = ("title", "kind", "owner", "due_on", "objective", "stakeholder", "note")
        widgets = {"due_on": day_input(), "note": forms.Textarea(attrs={"rows": 3})}


class RiskForm(WorkForm):
    """A risk."""

    class Meta:
        model = Risk
        fields = ("title", "kind", "probability", "impact", "owner", "mitigation", "status")
        widgets = {
            "probability": forms.NumberInput(attrs={"min": 1, "max": 5}),
            "impact": forms.NumberInput(attrs={"min": 1, "max": 5}),
            "mitigation": forms.Textarea(attrs={"rows": 3}),
        }
