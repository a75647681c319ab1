"""What the forms of everything that belongs to an account have in common."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst

from accounts.forms.fields import SearchField, currency_choices
from accounts.models import Account, Unit, User
from accounts.selectors.stakeholders import our_people

type Row = str | tuple[str, ...]  # a tuple stands side by side
type Group = tuple[str | Promise, list[list[BoundField]]]


class ChildForm(forms.ModelForm):
    """A form of one row of an account: narrows what may be chosen to the account, and carries the row's version.

    A subclass lists its `groups`: titles with the names of their fields, those of a tuple side by side.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    groups: ClassVar[tuple[tuple[str | Promise, tuple[Row, ...]], ...]] = ()
    owners: ClassVar[tuple[str, ...]] = ("account",)  # set by the view, so their constraints can be checked

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        self.account, self.user = account, user
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = getattr(self.instance, "version", None)
        for field in self.fields.values():
            self._dress(field)
        if "unit" in self.fields:
            self.fields["unit"].queryset = Unit.objects.filter(account=account)
        if "currency" in self.fields:
            codes = currency_choices(account.currency, self.instance.currency if self.instance.pk else "")
            self.fields["currency"] = forms.ChoiceField(choices=codes, label=self.fields["currency"].label)
            if not self.instance.pk:
                self.initial["currency"] = account.currency
        self._offer_people()

    def suggest(self, name: str, value: Any) -> None:
        """Fill in a field of a new row where nothing is filled in."""
        if not self.instance.pk and not self.initial.get(name):
            self.initial[name] = value

    def _dress(self, field: forms.Field) -> None:
        field.label = capfirst(field.label) if field.label else field.label
        if type(field) is forms.DateField:
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.widget.is_required = field.required
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        elif isinstance(field, forms.DecimalField):
            field.widget.attrs.setdefault("min", 0)

    def _offer_people(self) -> None:
        names = [
            name
            for name, field in self.fields.items()
            if isinstance(field, SearchField) and field.queryset.model is User
        ]
        if not names:
            return
        near = [person for person in our_people(self.account) if person.is_active]
        if self.user not in near and self.user.is_active:
            near.append(self.user)
        for name in names:
            self.fields[name].offer(near, self.initial.get(name), self.data.get(self.add_prefix(name)))

    def _get_validation_exclusions(self) -> set[str]:
        """The owners are no fields, but the constraints that name them are checked."""
        return super()._get_validation_exclusions() - set(self.owners)

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes: the fields of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def sent_version(self) -> int | None:
        """The version that the form was opened with."""
        return self.cleaned_data.get("version")

    def in_groups(self) -> list[Group]:
        """The visible fields by title and row; a form without groups is one group without a title."""
        groups = self.groups or (("", tuple(self.fields)),)
        return [
            (title, rows) for title, names in groups if (rows := [row for name in names if (row := self._row(name))])
        ]

    def _row(self, names: Row) -> list[BoundField]:
        wanted = (names,) if isinstance(names, str) else names
        return [self[name] for name in wanted if name in self.fields and not self[name].is_hidden]
