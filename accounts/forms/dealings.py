"""Forms of issues and interactions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.forms.fields import not_in_future, person_field
from accounts.models import Account, Interaction, Issue, Stakeholder, User
from accounts.selectors.stakeholders import our_people


class IssueForm(ChildForm):
    """Something that goes wrong in delivery or service."""

    owner = person_field(label=_("owner"))

    groups = (("", ("title", "severity", ("opened_on", "closed_on"), "owner", "owner_unit", "note")),)

    class Meta:
        model = Issue
        fields = ("title", "severity", "opened_on", "closed_on", "owner", "owner_unit", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.suggest("opened_on", timezone.localdate())
            del self.fields["closed_on"]

    def clean(self) -> dict[str, Any]:
        """An issue closes after it was opened, and neither lies ahead."""
        data = super().clean()
        for name in ("opened_on", "closed_on"):
            if (day := data.get(name)) and day > timezone.localdate():
                self.add_error(name, _("This day is still to come."))
        if data.get("closed_on") and data.get("opened_on") and data["closed_on"] < data["opened_on"]:
            self.add_error("closed_on", _("It cannot be closed before it was opened."))
        return data


class InteractionForm(ChildForm):
    """A call, meeting or note, with the people in it."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("our people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stakeholders = forms.ModelMultipleChoiceField(
        Stakeholder.objects.none(), label=_("customer's people"), required=False, widget=forms.CheckboxSelectMultiple
    )

    groups = (("", (("kind", "happened_on"), "summary", "stakeholders", "people", "is_two_way")),)

    class Meta:
        model = Interaction
        fields = ("kind", "happened_on", "summary", "stakeholders", "people", "is_two_way")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = our_people(self.account) | User.objects.filter(pk=self.user.pk)
        known = Stakeholder.objects.filter(account=self.account)
        serving = known.exclude(status__in=(Stakeholder.Status.LEFT, Stakeholder.Status.MOVED))
        if self.instance.pk:
            near |= User.objects.filter(pk__in=self.instance.people.order_by().values("pk"))
            serving |= known.filter(pk__in=self.instance.stakeholders.order_by().values("pk"))
        self.fields["people"].queryset = near.distinct().order_by("name")
        self.fields["stakeholders"].queryset = serving
        self.fields["stakeholders"].widget.attrs["class"] = "choices-tall"
        self.fields["summary"].widget.attrs |= {"rows": 5, "autofocus": True}
        self.fields["is_two_way"].label = _("They took part too: counts as contact with everybody ticked")
        self.suggest("happened_on", timezone.localdate())
        self.suggest("people", [self.user.pk])

    def clean_happened_on(self) -> object:
        """Interactions have happened."""
        day = self.cleaned_data["happened_on"]
        not_in_future(day, timezone.localdate())
        return day

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the row; the people in it go to the service by their own names."""
        return {name: value for name, value in super().changes.items() if name not in {"people", "stakeholders"}}


class IssueFilterForm(forms.Form):
    """What the list of issues is narrowed to."""

    status = forms.ChoiceField(
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))], required=False
    )
    severity = forms.ChoiceField(choices=[("", _("Every severity")), *Issue.Severity.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].widget.attrs["aria-label"] = _("Status")
        self.fields["severity"].widget.attrs["aria-label"] = _("Severity")


class InteractionFilterForm(forms.Form):
    """What the list of interactions is narrowed to."""

    q = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("", _("Every kind")), *Interaction.Kind.choices], required=False)
    stakeholder = forms.ModelChoiceField(Stakeholder.objects.none(), required=False, empty_label=_("Everybody"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = Stakeholder.objects.filter(account=account).order_by("name")
        self.fields["kind"].widget.attrs["aria-label"] = _("Kind")
        self.fields["stakeholder"].widget.attrs["aria-label"] = _("Person")
