"""Forms of the account list and of the account itself."""

import zoneinfo
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can, sees_after, teams_for, visible
from accounts.customer_languages import LANGUAGES
from accounts.forms.children import ChildForm
from accounts.forms.fields import SearchField, person_field
from accounts.models import Account, Band, KeyStatus, Stage, Team, Theme, User
from accounts.selectors.accounts import known_values, likely_duplicates
from accounts.selectors.columns import COLUMNS
from accounts.selectors.gap_rows import SEVERE
from accounts.selectors.gap_words import TITLES

VIEWS: dict[str, Promise] = {
    "mine": _("My accounts"),
    "key": _("Key accounts"),
    "risk": _("At risk"),
    "waiting": _("Waiting list"),
    "all": _("All"),
}


def team_field(**kwargs: Any) -> SearchField:
    """A team of ours; the form narrows it."""
    return SearchField(
        search=reverse_lazy("accounts:team-options"),
        queryset=Team.objects.none(),
        required=kwargs.pop("required", False),
        **kwargs,
    )


def _any_of(label: Promise, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", label), *choices], label=label, required=False)


class AccountFilterForm(forms.Form):
    """What the list is narrowed to. A value that the list does not know is left out, so that old links keep working."""

    q = forms.CharField(required=False, max_length=100)
    view = forms.ChoiceField(choices=VIEWS, required=False)
    team = team_field(label=_("Team"), empty_label=_("Team"))
    manager = person_field(label=_("Manager"), empty_label=_("Manager"))
    stage = _any_of(_("Stage"), Stage.choices)
    band = _any_of(_("Health"), Band.choices)
    key_status = _any_of(_("Key status"), KeyStatus.choices)
    theme = _any_of(_("Theme"), Theme.choices)
    segment = _any_of(_("Segment"), ())
    industry = _any_of(_("Industry"), ())
    country = _any_of(_("Country"), ())
    gap = _any_of(
        _("Gap on the map"),
        [(SEVERE, _("Any severe gap")), *((rule, format_lazy("{} {}", rule, title)) for rule, title in TITLES.items())],
    )
    no_manager = forms.BooleanField(required=False, label=_("Without a manager"))
    overdue = forms.BooleanField(required=False, label=_("With overdue actions"))
    archived = forms.BooleanField(required=False, label=_("Archived"))
    cols = forms.MultipleChoiceField(
        choices=[(column.key, column.label) for column in COLUMNS[1:]],
        required=False,
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
    )

    always: ClassVar[tuple[str, ...]] = ("q", "view", "manager", "stage", "band", "cols")

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data)
        for name in ("segment", "industry", "country"):
            field = self.fields[name]
            values = dict.fromkeys([*known_values(user, name), *filter(None, [self.data.get(name)])])
            field.choices = [*field.choices, *((value, value) for value in values)]
            field.widget.attrs["data-combobox"] = True
        self.fields["team"].queryset = teams_for(user)
        self.fields["team"].offer(list(teams_for(user)[:20]), self.data.get("team"))
        self.fields["manager"].offer([user], self.data.get("manager"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)

    def more(self) -> list[forms.BoundField]:
        """The filters behind "More filters"."""
        return [self[name] for name in self.fields if name not in self.always]

    def narrowing(self) -> int:
        """How many filters narrow the list now, beside the view."""
        names = set(self.fields) - {"view", "cols"}
        return sum(bool(self.cleaned_data.get(name)) for name in names)

    def more_count(self) -> int:
        """How many of the filters behind "More filters" narrow the list."""
        return sum(bool(self.cleaned_data.get(field.name)) for field in self.more())


class BulkAssignForm(forms.Form):
    """Whom the chosen accounts are handed to; what is left empty stays."""

    ids = forms.TypedMultipleChoiceField(coerce=int, required=True)
    manager = person_field(label=_("Manager"), empty_label=_("Manager stays"))
    team = team_field(label=_("Team"), empty_label=_("Team stays"))

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        sent = self.data.getlist("ids") if data else []
        self.fields["ids"].choices = [(value, value) for value in sent if value.isdecimal()][:200]
        self.fields["team"].queryset = teams_for(user)
        self.fields["team"].offer(list(teams_for(user)[:20]), self.data.get("team"))
        self.fields["manager"].offer([user], self.data.get("manager"))
        for name in ("manager", "team"):
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def clean(self) -> dict[str, Any]:
        """Something must be chosen."""
        data = super().clean()
        if not self.errors and not self.changes:
            raise forms.ValidationError(_("Choose a manager or a team for the marked accounts."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that are set."""
        return {name: self.cleaned_data[name] for name in ("manager", "team") if self.cleaned_data.get(name)}


class ZoneField(forms.ChoiceField):
    """A time zone: the usual ones are offered, every other is found by typing."""

    usual = (
        *("UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Moscow", "Asia/Dubai", "Asia/Kolkata"),
        *("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
        *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(name, name.replace("_", " ")) for name in self.usual], **kwargs)
        self.widget.attrs |= {"data-combobox": True, "data-search": reverse_lazy("accounts:zone-options")}

    def offer(self, name: str) -> None:
        """Offer this one too."""
        if name and name not in self.usual:
            self.choices = [(name, name.replace("_", " ")), *self.choices]

    def valid_value(self, value: str) -> bool:
        """Any zone that the system knows."""
        return value in zoneinfo.available_timezones()


class AccountForm(ChildForm):
    """The facts of a company. Who is in charge of it is asked only when it is entered, and of who may decide it."""

    parent = SearchField(
        search=reverse_lazy("accounts:account-options"),
        queryset=Account.objects.none(),
        required=False,
        label=_("parent company"),
    )
    team = team_field(label=_("team"))
    manager = person_field(label=_("account manager"))
    sponsor = person_field(label=_("sponsor"))
    time_zone = ZoneField(label=_("time zone"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("customer's language"))
    is_new = forms.BooleanField(
        required=False, label=_("It is another company: enter it all the same"), widget=forms.HiddenInput
    )
    owners = ()
    groups = (
        (_("Company"), ("is_new", "name", "parent", ("industry", "segment"), ("website", "phone"))),
        (_("Ours"), (("team", "theme"), ("manager", "sponsor"), "intent")),
        (_("Place and size"), (("country", "city"), ("time_zone", "language"), ("employees", "founded_year"))),
        (_("Money"), (("annual_revenue", "currency"),)),
        (_("In words"), ("description", "history", "buying_process")),
    )

    class Meta:
        model = Account
        fields = (
            *("name", "parent", "industry", "segment", "website", "phone", "team", "manager", "sponsor", "theme"),
            *("intent", "country", "city", "time_zone", "language", "employees", "founded_year", "annual_revenue"),
            *("currency", "description", "history", "buying_process"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = not self.instance.pk
        self.duplicates: list[Account] = []
        self.fields["parent"].queryset = visible(Account.objects.all(), self.user)
        self.fields["parent"].offer([], self.initial.get("parent"), self.data.get("parent"))
        self.fields["time_zone"].offer(self.initial.get("time_zone", ""))
        self.fields["founded_year"].widget.attrs |= {"min": 1000, "max": 2100}
        if not is_new:
            for name in ("manager", "sponsor", "is_new"):
                del self.fields[name]
        if is_new or can(self.user, Verb.MANAGE, self.instance):
            self.fields["team"].queryset = teams_for(self.user) | Team.objects.filter(pk=self.instance.team_id)
            offered = list(teams_for(self.user)[:20])
            self.fields["team"].offer(offered, self.initial.get("team"), self.data.get("team"))
        else:
            del self.fields["team"]

    def _offer_people(self) -> None:
        if self.instance.pk:
            return
        for name in ("manager", "sponsor"):
            self.fields[name].offer([self.user], self.data.get(name))

    def clean(self) -> dict[str, Any]:
        """A company is entered once, and by somebody who will see it."""
        data = super().clean()
        if self.instance.pk:
            return data
        if not sees_after(self.user, team=data.get("team"), people=(data.get("manager"), data.get("sponsor"))):
            self.add_error(
                "manager", _("You would not see this account: name yourself, or choose a team that you lead.")
            )
        if data.get("name") and not data.get("is_new"):
            self.duplicates = likely_duplicates(self.user, name=data["name"], website=data.get("website") or "")
            if self.duplicates:
                self.add_error("name", _("This company may be here already."))
                self.fields["is_new"].widget = forms.CheckboxInput()
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in super().changes.items() if name != "is_new"}


class IntentForm(ChildForm):
    """What we want at an account, in two sentences, and by which theme."""

    owners = ()

    class Meta:
        model = Account
        fields = ("theme", "intent")
