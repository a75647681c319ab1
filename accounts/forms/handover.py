"""The form of handing over: to whom, which rows, and for single rows somebody else."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import visible
from accounts.forms.fields import person_field
from accounts.forms.team import may_hold
from accounts.handover import KINDS
from accounts.models import User
from accounts.selectors.handover import Held
from accounts.services.handover import Gift


class HandOverForm(forms.Form):
    """What is ticked goes to the one who is named, or to the one who is named beside the row."""

    to = person_field(label=_("To whom"))
    keeps_strength = forms.BooleanField(
        label=_("They were introduced in person: keep strength and last contact of the links"),
        required=False,
        help_text=_("Otherwise a link begins anew at 1, and what it was becomes what is wanted."),
    )

    def __init__(self, *args: Any, person: User, held: Sequence[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.held = {one.key: one for one in held if one.may_give}
        self.gifts: list[Gift] = []
        field = self.fields["to"]
        field.queryset = User.objects.filter(is_active=True).exclude(pk=person.pk)
        field.empty_label = _("Choose somebody")

    def offer(self, people: Iterable[User]) -> None:
        """Who is near these accounts stands in the list; everybody else is found by typing."""
        self.fields["to"].offer(sorted(people, key=lambda user: user.name), self.data.get("to"))

    @property
    def chosen(self) -> set[str]:
        """The keys of the rows that are ticked; all of them before the form is sent."""
        return set(self.data.getlist("give")) if self.is_bound else set(self.held)

    def other_of(self, key: str) -> str:
        """The id of who is named beside a row."""
        return str(self.data.get(f"to-{key}", "")) if self.is_bound else ""

    @cached_property
    def others(self) -> dict[str, User]:
        """Who is named beside single rows, by the key of the row."""
        sent = {name.removeprefix("to-"): self.data[name] for name in self.data if name.startswith("to-")}
        ids = {int(value) for value in sent.values() if value.isdigit()}
        users = User.objects.filter(is_active=True).exclude(pk=self.person.pk).in_bulk(ids) if ids else {}
        return {key: users[int(value)] for key, value in sent.items() if value.isdigit() and int(value) in users}

    def clean(self) -> dict[str, Any]:
        """Every ticked row has somebody who may hold it."""
        data = super().clean()
        problems: dict[str, None] = {}
        for key in sorted(self.chosen):
            one = self.held.get(key)
            if one is None:
                continue
            to = self.others.get(key) if self.other_of(key) else data.get("to")
            problem = _("Choose to whom.") if to is None else self._refusal(one, to)
            if problem:
                problems[str(problem)] = None
            elif to is not None:
                self.gifts.append(Gift(one.kind.name, one.row.pk, to))
        if not self.chosen:
            problems[str(_("Tick what is to be handed over."))] = None
        for words in problems:
            self.add_error(None, words)
        return data

    def taken(self, reader: User) -> list[str]:
        """Who has what was ticked but is no longer with the person: neither them nor the one whom it was meant for."""
        gone = [key.partition(":") for key in sorted(self.chosen - self.held.keys())]
        found = []
        for name, kind in KINDS.items():
            ids = [int(pk) for one, _sep, pk in gone if one == name and pk.isdigit()]
            rows = visible(kind.model._default_manager.filter(pk__in=ids), reader) if ids else ()
            for row in rows:
                holder = getattr(row, kind.field)
                meant = self.other_of(f"{name}:{row.pk}") or self.data.get("to")
                if holder is not None and str(holder.pk) not in {str(self.person.pk), str(meant)}:
                    found.append(f"{row} – {holder}")
        return found

    def _refusal(self, one: Held, to: User) -> object:
        words = {"name": to.name, "account": one.account.name}
        if one.kind.needs is not None and to.role not in may_hold(one.kind.needs):
            return (
                _("%(name)s cannot be account manager or sponsor of %(account)s: the role does not allow it.") % words
            )
        other = {"manager": one.account.sponsor_id, "sponsor": one.account.manager_id}.get(one.kind.name)
        if other == to.pk:
            return _("Sponsor and account manager should be two people.")
        return None
