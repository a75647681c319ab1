"""Fields that several forms of an account share."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User

CURRENCIES = (
    *("EUR", "USD", "CNY", "GBP", "JPY", "CHF", "AUD", "BRL", "CAD", "CZK", "DKK", "HKD", "HUF", "IDR", "INR"),
    *("KRW", "MXN", "MYR", "NOK", "NZD", "PLN", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "VND", "ZAR"),
)


def currency_choices(*used: str) -> list[tuple[str, str]]:
    """The usual currencies, and those that are in use here."""
    return [(code, code) for code in dict.fromkeys((*filter(None, used), *CURRENCIES))]


class _Offered(ModelChoiceIterator):
    """Only the rows that are offered; the queryset says which are valid."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.field.offered:
            yield ModelChoiceIteratorValue(row.pk, row), self.field.label_from_instance(row)

    def __len__(self) -> int:
        return len(self.field.offered) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return True


class SearchField(forms.ModelChoiceField):
    """One row of a long list: a few are offered, every other is found by typing.

    Without scripts the few remain, which is why they should be the likely ones.
    """

    iterator = _Offered

    def __init__(self, *, search: Any, **kwargs: Any) -> None:
        self.offered: list[Model] = []
        super().__init__(**kwargs)
        self.widget.attrs |= {"data-combobox": True, "data-search": search}

    def offer(self, rows: list[Model], *chosen: object) -> None:
        """Offer these rows, and those that are chosen by id or as a row already."""
        known = {row.pk: row for row in rows}
        wanted = [getattr(value, "pk", value) for value in chosen if value]
        missing = [int(value) for value in wanted if str(value).isdigit() and int(value) not in known]
        if missing:
            known |= {row.pk: row for row in self.queryset.filter(pk__in=missing)}
        self.offered = list(known.values())
        self.widget.choices = self.choices


def person_field(**kwargs: Any) -> SearchField:
    """One of our people."""
    return SearchField(
        search=reverse_lazy("accounts:person-options"),
        queryset=User.objects.filter(is_active=True),
        required=kwargs.pop("required", False),
        **kwargs,
    )


class MonthField(forms.DateField):
    """A month; its value is the first day."""

    input_formats = ("%Y-%m", "%Y-%m-%d", "%Y/%m", "%Y.%m")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, input_formats=self.input_formats)
        self.widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-01"})

    def to_python(self, value: object) -> date | None:
        """The first day of the month that was given."""
        day = super().to_python(value)
        return day.replace(day=1) if isinstance(day, date | datetime) else None


INFLUENCE = {
    1: _("1 – hardly any"),
    2: _("2 – in details"),
    3: _("3 – is heard"),
    4: _("4 – shapes the decision"),
    5: _("5 – decides"),
}
STRENGTH = {
    0: _("0 – no contact"),
    1: _("1 – has met us"),
    2: _("2 – answers"),
    3: _("3 – works with us"),
    4: _("4 – asks for our view"),
    5: _("5 – trusts us fully"),
}
CHANCE = {10: "10 %", 25: "25 %", 50: "50 %", 75: "75 %", 90: "90 %", 100: "100 %"}


def scale_field(words: dict[int, Any], **kwargs: Any) -> forms.TypedChoiceField:
    """A number on a scale whose steps have words; empty is unknown."""
    required = kwargs.pop("required", False)
    choices = [*([] if required else [("", _("Unknown"))]), *words.items()]
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=required, **kwargs)


def percent_field(**kwargs: Any) -> forms.IntegerField:
    """A share in whole per cent."""
    widget = forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"})
    return forms.IntegerField(min_value=0, max_value=100, required=False, widget=widget, **kwargs)


def not_in_future(day: date | None, today: date) -> None:
    """Raise ValidationError for a day that is still to come."""
    if day is not None and day > today:
        raise ValidationError(_("This day is still to come. Enter what has happened; plan ahead with an action."))
