"""Forms of resources: asking, and deciding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors.leaders import deciders_for
from planning.forms.plans import few_lines
from planning.forms.work import WorkForm
from planning.models import Resource


class ResourceForm(WorkForm):
    """What is asked for, how much of it, by when, and who decides."""

    owners = ("account", "plan")
    groups = (
        ("", ("title", "kind", ("amount", "currency"), "hours", ("needed_on", "decider"), "objective", "reason")),
    )

    class Meta:
        model = Resource
        fields = ("title", "kind", "amount", "currency", "hours", "needed_on", "decider", "objective", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deciders = deciders_for(self.account)
        ids = [person.pk for person in deciders]
        self.fields["decider"].queryset = User.objects.filter(pk__in=[*ids, self.instance.decider_id])
        self.fields["decider"].help_text = _("The sponsor or a leader of the team; they are told.")
        self.suggest("decider", self.account.sponsor_id or (ids[0] if ids else None))

    def clean(self) -> dict[str, Any]:
        """Money has an amount, hours have their number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == Resource.Kind.MONEY and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Say how much money is asked for."))
        if kind == Resource.Kind.HOURS and data.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", _("Say how many hours are asked for."))
        return data


class DecideForm(forms.Form):
    """Grant all or a part, or refuse; with the reason."""

    status = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Resource.Status.GRANTED, _("Granted")), (Resource.Status.REFUSED, _("Refused"))],
        widget=forms.RadioSelect,
    )
    granted_amount = forms.DecimalField(
        label=_("amount granted"), max_digits=16, decimal_places=2, min_value=0, required=False
    )
    granted_hours = forms.IntegerField(label=_("hours granted"), min_value=0, required=False)
    decision_note = forms.CharField(
        label=_("Reason"), max_length=2_000, required=False, widget=few_lines(),
        help_text=_("Shown on the plan, in reviews and in the PDF."),
    )  # fmt: skip

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if resource.kind != Resource.Kind.MONEY:
            del self.fields["granted_amount"]
        else:
            self.fields["granted_amount"].initial = resource.amount
            self.fields["granted_amount"].label = _("Amount granted, %(currency)s") % {"currency": resource.currency}
        if resource.kind != Resource.Kind.HOURS:
            del self.fields["granted_hours"]
        else:
            self.fields["granted_hours"].initial = resource.hours

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("status") == Resource.Status.REFUSED and not data.get("decision_note"):
            self.add_error("decision_note", _("Say why, so that the team can plan without it."))
        return data
