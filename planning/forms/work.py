"""Forms of objectives, actions and risks."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.forms.fields import person_field, scale_field
from accounts.models import Stakeholder
from planning.forms.plans import day_input, few_lines
from planning.measures import MEASURES
from planning.models import Action, Objective, Plan, Risk

PROBABILITY = {
    1: _("1 – hardly"),
    2: _("2 – rather not"),
    3: _("3 – perhaps"),
    4: _("4 – likely"),
    5: _("5 – almost certain"),
}
IMPACT = {
    1: _("1 – hardly felt"),
    2: _("2 – small"),
    3: _("3 – felt"),
    4: _("4 – grave"),
    5: _("5 – we lose the account"),
}


class WorkForm(ChildForm):
    """Narrows stakeholders and objectives to those of the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:  # where the form is a page of its own; plan.js does it for a panel
            self.fields["title"].widget.attrs["autofocus"] = True
        for name in ("stakeholder", "accepted_by"):
            if name in self.fields:
                self.fields[name].queryset = Stakeholder.objects.filter(account=self.account).order_by("name")
        if "objective" in self.fields:
            running = Objective.objects.filter(account=self.account, plan__status=Plan.Status.ACTIVE)
            mine = Objective.objects.filter(pk=self.instance.objective_id)
            self.fields["objective"].queryset = running | mine


class ObjectiveForm(WorkForm):
    """An objective with its measure and what it is worth to the customer."""

    owner = person_field(label=_("owner"))
    measured_by = forms.ChoiceField(
        label=_("current value"),
        required=False,
        choices=lambda: [("", _("Typed by us")), *((key, one.label) for key, one in MEASURES.items())],
        help_text=_("Computed from records every night and after a change, or typed by you."),
    )

    owners = ("account", "plan")
    groups = (
        ("", ("title", ("owner", "due_on"))),
        (_("Measure"), (("measure", "unit"), ("measured_by", "measured_from"), ("baseline", "current", "target"))),
        (_("Value to the customer"), ("improves_customer", "customer_value", "accepted_by")),
        (_("State"), ("status", "outcome")),
    )

    class Meta:
        model = Objective
        fields = (
            "title", "measure", "unit", "measured_by", "measured_from", "baseline", "target", "current", "due_on",
            "owner", "improves_customer", "customer_value", "accepted_by", "status", "outcome",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("baseline", "target", "current"):
            self.fields[name].widget.attrs.pop("min", None)  # a measure may go below nothing
        self.fields["measured_from"].help_text = _("For what adds up; empty: from the start of the cycle.")
        if self.instance.measured_by and self.instance.pk:
            self.fields["current"].help_text = _("Computed; what is typed here counts once the value is typed by us.")
        self.fields["title"].help_text = _("What will be different at the end, for them and for us?")
        if not self.instance.pk:
            del self.fields["outcome"], self.fields["status"]
            self.suggest("owner", self.user.pk)


class ObjectiveCloseForm(forms.Form):
    """Say how an objective ended."""

    status = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(Objective.Status.REACHED, _("Reached")), (Objective.Status.DROPPED, _("Dropped"))],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=_("What came of it?"),
        max_length=2_000,
        widget=few_lines(),
        help_text=_("The result and its proof; it is offered as an answer to V3."),
    )


class MeasureForm(forms.Form):
    """The measure of an objective today."""

    current = forms.DecimalField(label=_("Value today"), max_digits=16, decimal_places=2)


class ActionForm(WorkForm):
    """An action."""

    owner = person_field(label=_("owner"))

    owners = ("account", "plan")
    groups = (("", ("title", ("owner", "due_on"), ("kind", "objective"), ("waits_for", "stakeholder"), "note")),)

    class Meta:
        model = Action
        fields = ("title", "kind", "owner", "due_on", "objective", "waits_for", "stakeholder", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest("owner", self.user.pk)
        others = Action.objects.filter(account=self.account)
        waited = Q(pk=self.instance.waits_for_id)
        self.fields["waits_for"].queryset = others.filter(Q(done_on=None) | waited).exclude(pk=self.instance.pk)


class RescheduleForm(forms.Form):
    """A new day for an action."""

    due_on = forms.DateField(label=_("New day"), widget=day_input())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        """A new day lies ahead."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("The new day lies in the past. Choose today or later."))
        return day


class RiskForm(WorkForm):
    """A risk."""

    owner = person_field(label=_("who keeps watch"))
    probability = scale_field(PROBABILITY, label=_("probability"))
    impact = scale_field(IMPACT, label=_("impact"))

    owners = ("account", "plan")
    groups = (("", ("title", "kind", ("probability", "impact"), ("owner", "check_on"), "mitigation", "outcome")),)

    class Meta:
        model = Risk
        fields = ("title", "kind", "probability", "impact", "owner", "check_on", "mitigation", "outcome")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status == Risk.Status.OPEN:
            del self.fields["outcome"]
        self.suggest("owner", self.user.pk)


class RiskCloseForm(forms.Form):
    """Say what came of a risk."""

    outcome = forms.CharField(label=_("What came of it?"), max_length=2_000, widget=few_lines())


class ActionFilterForm(forms.Form):
    """What the list of actions is narrowed to."""

    show = forms.ChoiceField(
        required=False,
        choices=[("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done")), ("all", _("All"))],
    )
    owner = forms.ChoiceField(
        required=False, choices=[("", _("Everybody's")), ("mine", _("Mine")), ("nobody", _("Nobody's"))]
    )
    kind = forms.ChoiceField(required=False, choices=[("", _("Every kind")), *Action.Kind.choices])
    objective = forms.ModelChoiceField(Objective.objects.none(), required=False, empty_label=_("Every objective"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.filter(plan=plan)
        labels = {"show": _("State"), "owner": _("Whose"), "kind": _("Kind"), "objective": _("Objective")}
        for name, label in labels.items():
            self.fields[name].widget.attrs["aria-label"] = label
