"""Forms of the people at the customer, of our links to them, and of units."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.forms.children import ChildForm
from accounts.forms.fields import INFLUENCE, STRENGTH, not_in_future, person_field, scale_field
from accounts.models import DecisionRole, Interest, RelationshipLink, Stakeholder, Unit, User
from accounts.services.stakeholders import check_reporting_line
from accounts.services.units import check_unit_place

INDENT = "\u2003"  # of a unit below another in a list


class StakeholderForm(ChildForm):
    """A person at the customer. What is sensitive is asked only of those who may see it."""

    decision_roles = forms.MultipleChoiceField(
        label=_("decision roles"), choices=DecisionRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    influence = scale_field(words=INFLUENCE, label=_("influence, whatever the title says"))
    groups = (
        (
            _("Person"),
            (
                *("name", "title", ("unit", "department"), "site", ("email", "phone"), "language"),
                *("is_external", "is_placeholder"),
            ),
        ),
        (
            _("Say in decisions"),
            (
                *("decision_roles", "has_veto", "influence", "reports_to"),
                *(("approval_limit", "currency"), "survey_eligible"),
            ),
        ),
        (
            _("Judgement, seen by the account team only"),
            (
                *("stance", "stance_evidence", "influence_evidence"),
                *(("orientation", "attitude"), "rival_preferred", "character_evidence", "notes"),
            ),
        ),
        (_("Status"), (("status", "status_on"),)),
    )

    class Meta:
        model = Stakeholder
        fields = (
            *("name", "title", "unit", "department", "site", "email", "phone", "language"),
            *("is_external", "is_placeholder"),
            *("decision_roles", "influence", "has_veto", "approval_limit", "currency", "reports_to"),
            *("survey_eligible", "stance", "stance_evidence", "influence_evidence"),
            *("orientation", "attitude", "rival_preferred", "character_evidence", "notes"),
            *("status", "status_on"),
        )
        help_texts: ClassVar = {
            "stance_evidence": _("What the person said or did. A stance without evidence is a guess."),
            "survey_eligible": _("Is asked in surveys how far we improve their business."),
            "status_on": _("Empty means today."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can(self.user, Verb.SENSITIVE, self.account):
            for name in Stakeholder.SENSITIVE:
                self.fields.pop(name, None)
        others = Stakeholder.objects.filter(account=self.account).exclude(pk=self.instance.pk).order_by("name")
        self.fields["reports_to"].queryset = others
        self.fields["reports_to"].widget.attrs["data-combobox"] = True
        self.was_judged = self.instance.stance
        for name in ("stance", "orientation", "attitude"):
            if name in self.fields:
                self.fields[name].choices = [("", _("Unknown")), *list(self.fields[name].choices)[1:]]
        spoken = {self.instance.language or "": self.instance.language or _("Unknown"), **dict(settings.LANGUAGES)}
        self.fields["language"] = forms.ChoiceField(
            choices=({"": _("Unknown")} | spoken).items(), label=self.fields["language"].label, required=False
        )

    def clean_reports_to(self) -> Stakeholder | None:
        """Nobody may report to themselves, not even by a detour."""
        boss = self.cleaned_data["reports_to"]
        if self.instance.pk:
            check_reporting_line(self.instance, boss)
        return boss

    def clean(self) -> dict[str, Any]:
        """A stance needs evidence."""
        data = super().clean()
        stance = data.get("stance")
        if stance is not None and stance != self.was_judged and not data.get("stance_evidence", "").strip():
            self.add_error("stance_evidence", _("Write what the person said or did that shows this stance."))
        return data


class LinkForm(ChildForm):
    """How well one of our people knows the person."""

    user = person_field(label=_("our person"), required=True)
    strength = scale_field(words=STRENGTH, label=_("strength now"), required=True)
    wanted_strength = scale_field(words=STRENGTH, label=_("wanted strength"))
    groups = (("", ("user", "is_primary", ("strength", "wanted_strength"), ("last_contact_on", "rhythm_days"))),)
    owners = ("stakeholder",)

    class Meta:
        model = RelationshipLink
        fields = ("user", "is_primary", "strength", "wanted_strength", "last_contact_on", "rhythm_days")
        help_texts: ClassVar = {
            "rhythm_days": _("Empty follows the influence: 30 days for 5, 45 for 4, 60 for 3, else 90."),
            "is_primary": _("One of ours keeps the link with each person."),
        }
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("This colleague has a link to the person already. Edit that one.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # a link belongs to its two people; another pair is another link
            del self.fields["user"]

    def _get_validation_exclusions(self) -> set[str]:
        # The service relieves the former keeper, so a second one is no mistake.
        return super()._get_validation_exclusions() | {"is_primary"}

    def clean_last_contact_on(self) -> object:
        """Contacts have happened."""
        day = self.cleaned_data["last_contact_on"]
        not_in_future(day, timezone.localdate())
        return day


class InterestForm(ChildForm):
    """What a person wants to achieve or fears to lose."""

    strength = scale_field(
        words={1: _("1 – minor"), 2: _("2 – matters"), 3: _("3 – decisive")}, label=_("how strong"), required=True
    )
    owners = ("stakeholder",)

    class Meta:
        model = Interest
        fields = ("kind", "text", "strength", "effect", "mitigation")
        help_texts: ClassVar = {
            "text": _(
                "For a threat for example: own skill loses its worth; loses a say; loses a private benefit from the "
                "present supplier (tell compliance, and never offer anything in its place)."
            )
        }


class UnitForm(ChildForm):
    """A site, division or legal entity."""

    class Meta:
        model = Unit
        fields = ("name", "kind", "parent", "country", "city", "no_contact_reason")
        help_texts: ClassVar = {
            "no_contact_reason": _("Closes the gap when we know nobody there on purpose, for example: buys centrally.")
        }
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("This customer has a unit of that name already.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.filter(account=self.account).exclude(pk=self.instance.pk)

    def clean_parent(self) -> Unit | None:
        """No unit belongs to itself, not even by a detour."""
        parent = self.cleaned_data["parent"]
        if self.instance.pk:
            check_unit_place(self.instance, parent)
        return parent


# ---------------------------------------------------------------- the map's filters


def unit_tree(units: Iterable[Unit]) -> list[tuple[Unit, int]]:
    """Units below the one that they belong to, with their depth; a circle, which only bad data have, is cut."""
    known = {unit.pk: unit for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in known.values():
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: dict[int, int] = {}

    def walk(unit: Unit, depth: int) -> None:
        if unit.pk not in found:
            found[unit.pk] = depth
            for child in below.get(unit.pk, ()):
                walk(child, depth + 1)

    for unit in (*below.get(None, ()), *known.values()):
        walk(unit, 0)
    return [(known[pk], depth) for pk, depth in found.items()]


def _with_below(tree: list[tuple[Unit, int]], chosen: Unit) -> Iterator[int]:
    """The unit and all that stand below it in the tree."""
    at = next(place for place, (unit, _depth) in enumerate(tree) if unit.pk == chosen.pk)
    yield chosen.pk
    for unit, depth in tree[at + 1 :]:
        if depth <= tree[at][1]:
            return
        yield unit.pk


class MapFilterForm(forms.Form):
    """What the map is narrowed to, in which view and as of which day; lives in the address."""

    q = forms.CharField(required=False)
    unit = forms.ChoiceField(required=False)
    role = forms.ChoiceField(choices=[("", _("All roles")), *DecisionRole.choices], required=False)
    owner = forms.ChoiceField(required=False)
    status = forms.ChoiceField(
        choices=[("", _("Active")), ("all", _("All")), *Stakeholder.Status.choices[1:]], required=False
    )
    view = forms.CharField(required=False, max_length=12)
    on = forms.DateField(required=False, label=_("As of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    since = forms.DateField(
        required=False, label=_("Changes since"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, units: Iterable[Unit], owners: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.owners = {str(user.pk): user for user in owners}
        self.tree = unit_tree(self.units.values())
        shown = ((str(unit.pk), f"{INDENT * depth}{unit.name}") for unit, depth in self.tree)
        self.fields["unit"].choices = [("", _("All units")), *shown]
        self.fields["owner"].choices = [("", _("All owners")), *((key, row.name) for key, row in self.owners.items())]
        today = timezone.localdate().isoformat()
        for name in ("on", "since"):
            self.fields[name].widget.attrs["max"] = today
        for name, label in (("unit", _("Unit")), ("role", _("Role")), ("owner", _("Owner")), ("status", _("Status"))):
            self.fields[name].widget.attrs["aria-label"] = label

    def clean_unit(self) -> Unit | None:
        """The unit that was chosen."""
        return self.units.get(self.cleaned_data["unit"])

    def clean_owner(self) -> User | None:
        """The colleague who was chosen."""
        return self.owners.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        """One looks back, not ahead, and compares with an earlier day."""
        data = super().clean()
        data["within"] = frozenset(_with_below(self.tree, data["unit"])) if data.get("unit") else frozenset()
        today = timezone.localdate()
        on, since = data.get("on"), data.get("since")
        if on is not None and on > today:
            self.add_error("on", _("This day is still to come. The map is shown as it is today."))
            on = None
        if since is not None and since >= (on or today):
            self.add_error("since", _("Choose a day before the one that is shown."))
        return data
