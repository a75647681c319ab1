"""Forms of the lines between people at a customer, of a place in the power grid, and of a move."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can, visible
from accounts.forms.children import ChildForm
from accounts.forms.fields import INFLUENCE, SearchField, not_in_future, scale_field
from accounts.models import Account, InfluenceLine, Stakeholder, Stance


class InfluenceLineForm(ChildForm):
    """Whom a person influences, is at odds with, or reports to without saying so."""

    strength = scale_field(
        words={1: _("1 – now and then"), 2: _("2 – often"), 3: _("3 – always")}, label=_("how strong"), required=True
    )
    groups = (("", ("kind", "target", "strength", "note")),)
    owners = ("source",)

    class Meta:
        model = InfluenceLine
        fields = ("kind", "target", "strength", "note")
        help_texts: ClassVar = {
            "note": _("For a conflict: how we stay out of it, or use it. For example: never name one before the other.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Stakeholder.objects.filter(account=self.account).exclude(pk=self.instance.source_id)
        self.fields["target"].queryset = others.order_by("name")
        self.fields["target"].widget.attrs["data-combobox"] = True


class PlaceForm(ChildForm):
    """Where a person stands in the power grid, and what shows it."""

    influence = scale_field(words=INFLUENCE, label=_("influence"))
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("What the person said or did. A stance without evidence is a guess."),
    )
    groups = (("", ("stance", "influence", "evidence")),)

    class Meta:
        model = Stakeholder
        fields = ("stance", "influence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stance"].choices = [("", _("Unknown")), *reversed(Stance.choices)]
        self.was = (self.instance.stance, self.instance.influence)

    def clean(self) -> dict[str, Any]:
        """Another place needs a reason; not knowing any more needs none."""
        data = super().clean()
        moved = [
            data.get(name)
            for name, was in zip(("stance", "influence"), self.was, strict=True)
            if data.get(name) is not None and data.get(name) != was
        ]
        if moved and not data.get("evidence", "").strip():
            self.add_error("evidence", _("Write what the person said or did that shows it."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """The place alone; the evidence is handed over beside it."""
        return {name: self.cleaned_data[name] for name in ("stance", "influence")}


class MoveForm(forms.Form):
    """To which customer a person has moved."""

    account = SearchField(
        search=reverse_lazy("accounts:account-options"), queryset=Account.objects.none(), label=_("Customer")
    )
    title = forms.CharField(label=_("Job title there"), max_length=120, required=False)
    on = forms.DateField(label=_("Since"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    sent_version = None

    def __init__(self, *args: Any, stakeholder: Stakeholder, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.setdefault("on", timezone.localdate())
        open_ones = visible(Account.objects.filter(archived_at=None), user).exclude(pk=stakeholder.account_id)
        self.fields["account"].queryset = open_ones
        self.fields["account"].offer([], self.data.get("account"))

    def clean_account(self) -> Account:
        """Only where this colleague may put people on the map."""
        account: Account = self.cleaned_data["account"]
        if not can(self.user, Verb.EDIT, account):
            raise ValidationError(_("You may not put people on the map of this customer. Ask its account manager."))
        return account

    def clean_on(self) -> object:
        """Moves have happened."""
        not_in_future(self.cleaned_data["on"], timezone.localdate())
        return self.cleaned_data["on"]

    def in_groups(self) -> list[tuple[str, list[list[BoundField]]]]:
        """All fields below each other."""
        return [("", [[field] for field in self])]

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)
