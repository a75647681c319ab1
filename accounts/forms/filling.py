"""Filling a map fast: people pasted as they stand in a mail or a list, and judging many of them in one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import INFLUENCE
from accounts.models import Account, DecisionRole, Stakeholder, Stance
from accounts.pasting import Read, people_read, role_from_title

MOST_LINES = 200
COLUMNS = {"name": _("Name"), "title": _("Job title"), "email": _("E-mail"), "phone": _("Phone")}
ROLES = [("", _("Unknown")), *DecisionRole.choices]


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """One person as understood, with the role that the title suggests."""

    name: str
    title: str
    email: str
    phone: str
    role: str
    field: str  # the name of the field that holds the chosen role
    is_known: bool  # somebody of that name or address is on the map already


class PasteForm(forms.Form):
    """People pasted as they come: first a look at what was understood, then they are added."""

    text = forms.CharField(
        label=_("One person a line: name, job title"),
        help_text=_("From a table, a mail, a signature or a list of a network. A heading line names the columns."),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "Anna Berg, Head of purchasing\n李伟，采购总监"}),
        max_length=40_000,
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        self.account = account
        self.read: list[Read] = []
        self.columns: tuple[str, ...] = ()
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        """At most 200 people, with names that fit."""
        text: str = self.cleaned_data["text"]
        self.read, self.columns = people_read(text)
        if not self.read:
            raise ValidationError(_("There is no name in it. Write one person a line."))
        if len(self.read) > MOST_LINES:
            raise ValidationError(_("These are more than 200 people. Import a file instead."))
        for one in self.read:
            if not one.name or len(one.name) > 120 or len(one.title) > 120:
                line = f"{one.name} {one.title}".strip() or one.email or one.phone
                raise ValidationError(
                    _("This line has no name, or one of more than 120 characters: %(line)s"), params={"line": line[:60]}
                )
        return text

    @property
    def column_labels(self) -> list[Any]:
        """What was found in the text, in words."""
        return [label for name, label in COLUMNS.items() if name in self.columns or name == "name"]

    @property
    def people(self) -> list[PastedPerson]:
        """What was understood; a name that occurs twice is taken once."""
        rows = list(self.account.stakeholders.order_by().values_list("name", "email"))
        known = {name.casefold() for name, _mail in rows}
        mails = {mail.casefold() for _name, mail in rows if mail}
        people: dict[str, PastedPerson] = {}
        for at, one in enumerate(self.read):
            key, field = one.name.casefold(), f"role-{at}"
            role = self.data.get(field, role_from_title(one.title))
            role = role if role in DecisionRole.values else ""
            is_known = key in known or one.email.casefold() in mails
            people.setdefault(
                key, PastedPerson(one.name, one.title, one.email[:254], one.phone[:40], role, field, is_known)
            )
        return list(people.values())

    @property
    def new_people(self) -> list[dict[str, Any]]:
        """Those who are not on the map yet, as the service takes them."""
        return [
            {
                "name": one.name,
                "title": one.title,
                "email": one.email,
                "phone": one.phone,
                "decision_roles": [one.role] if one.role else [],
            }
            for one in self.people
            if not one.is_known
        ]


# ---------------------------------------------------------------- many judged in one table


class JudgeForm(forms.Form):
    """One row of the table: role, influence, and for who may see it the stance with its evidence."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(choices=ROLES, required=False)
    influence = forms.TypedChoiceField(
        choices=[("", _("Unknown")), *INFLUENCE.items()], coerce=int, empty_value=None, required=False
    )
    stance = forms.TypedChoiceField(
        choices=[("", _("Unknown")), *((value, f"{value:+d} {label}" if value else f"0 {label}") for value, label in reversed(Stance.choices))],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    evidence = forms.CharField(max_length=2_000, required=False)

    def __init__(self, *args: Any, person: Stakeholder, is_open: bool, **kwargs: Any) -> None:
        self.person = person
        role = next(iter(person.decision_roles), "")
        initial = {"version": person.version, "role": role, "influence": person.influence, "stance": person.stance}
        super().__init__(*args, prefix=str(person.pk), initial=initial, **kwargs)
        if not is_open:
            del self.fields["stance"], self.fields["evidence"]
        words = {"role": _("Role"), "influence": _("Influence"), "stance": _("Stance"), "evidence": _("Evidence")}
        for name, field in self.fields.items():
            if name in words:
                field.widget.attrs |= {"aria-label": f"{words[name]}, {person.name}", "data-cell": "", "class": "input"}

    def clean(self) -> dict[str, Any]:
        """A new stance needs evidence."""
        data = super().clean() or {}
        stance = data.get("stance")
        if stance is not None and stance != self.person.stance and not data.get("evidence", "").strip():
            self.add_error("evidence", _("Write what the person said or did that shows this stance."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """What this row changes; further roles of the person stay."""
        data, found = self.cleaned_data, {}
        for name in ("influence", "stance"):
            if name in data and name in self.changed_data:
                found[name] = data[name]
        if "role" in self.changed_data:
            rest = self.person.decision_roles[1:]
            found["decision_roles"] = [role for role in dict.fromkeys([data["role"], *rest]) if role]
        if data.get("evidence", "").strip() and "stance" in found:
            found["stance_evidence"] = data["evidence"].strip()
        return found


def judge_forms(people: Iterable[Stakeholder], data: Any, *, is_open: bool) -> list[JudgeForm]:
    """A form for everybody in the table."""
    forms = [JudgeForm(data, person=person, is_open=is_open) for person in people]
    if forms:
        forms[0].fields["role"].widget.attrs["autofocus"] = True
    return forms
