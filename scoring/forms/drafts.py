"""The form of a draft of a method: every number of it, each with what is wrong and how to mend it."""

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.engine import numbers
from scoring.models import MethodDraft
from scoring.selectors import methods
from scoring.services.drafts import weights_objection
from scoring.words_methods import GROUPS, group_of, label_of

PER_CENT = frozenset({"caps", "coverage_normal", "coverage_least", "band_green", "band_amber"})
ORDERED = (
    ("band_amber", "band_green"),
    ("coverage_least", "coverage_normal"),
    ("candidate_total", "key_total"),
)


def plain(value: float) -> str:
    """A number as people type it."""
    return f"{value:.10g}"


class NumbersField(forms.CharField):
    """Some numbers, with blanks or commas between them."""

    def __init__(self, *, count: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.count = count

    def prepare_value(self, value: Any) -> Any:
        """As typed."""
        return " ".join(plain(part) for part in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """A list of numbers, none negative."""
        found = [_number(word) for word in str(super().to_python(value)).replace(",", " ").split()]
        if found and (len(found) != self.count or min(found) < 0):
            raise ValidationError(
                _("Write %(count)s numbers with a blank between them, none below zero.") % {"count": self.count}
            )
        return found


class CurveField(forms.CharField):
    """The points of a curve: value:score pairs."""

    def prepare_value(self, value: Any) -> Any:
        """As typed."""
        if isinstance(value, list | tuple):
            return " ".join(f"{plain(x)}:{plain(y)}" for x, y in value)
        return value

    def to_python(self, value: Any) -> Any:
        """A list of [value, score]."""
        points = []
        for word in str(super().to_python(value)).replace(";", " ").split():
            x, colon, y = word.partition(":")
            if not colon:
                raise ValidationError(_("Write pairs of value and score, such as 14:100 30:80."))
            points.append([_number(x), _number(y)])
        if points and len(points) < 2:
            raise ValidationError(_("A curve needs two points at least: add one."))
        if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
            raise ValidationError(_("The values before the colons must rise from left to right: put them in order."))
        if not all(0 <= y <= 100 for _x, y in points):
            raise ValidationError(_("The scores behind the colons lie between 0 and 100."))
        return points


def _number(word: str) -> float:
    try:
        found = float(word)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ValidationError(_("“%(word)s” is not a number.") % {"word": word})
    return found


def _field(path: str, value: Any) -> forms.Field:
    label = label_of(path)
    if group_of(path) == "curves":
        return CurveField(label=label, max_length=200)
    if isinstance(value, list):
        return NumbersField(label=label, max_length=60, count=len(value))
    most = 100 if {path, group_of(path)} & PER_CENT else None
    kind = forms.IntegerField if isinstance(value, int) else forms.FloatField
    return kind(label=label, min_value=0, max_value=most)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    key: str
    title: str | Promise
    help: str | Promise
    fields: Sequence[BoundField]


class DraftForm(forms.Form):
    """All numbers of a draft. `shown` is what the form held when it was opened: it tells whose change is whose."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: MethodDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.flat = numbers.flat(methods.checked(draft.model, draft.parameters).to_dict())  # in the order of the method
        for path, value in self.flat.items():
            self.fields[path] = _field(path, value)
            self.initial[path] = int(value) if isinstance(value, float) and value.is_integer() else value
        self.initial |= {"version": draft.version, "shown": self.flat}

    def sections(self) -> Iterator[Section]:
        """The fields by group, weights first."""
        for group, (title, help_text) in GROUPS.items():
            fields = [self[path] for path in self.flat if group_of(path) == group]
            if fields:
                yield Section(group, title, help_text, fields)

    def clean_shown(self) -> Mapping[str, Any]:
        """An object, whatever was sent."""
        shown = self.cleaned_data["shown"]
        return shown if isinstance(shown, dict) else {}

    def clean(self) -> dict[str, Any]:
        """Weights together 100, limits in their order, and whatever else the engine asks for."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        parameters = numbers.put(self.draft.parameters, self.values)
        if gap := numbers.missing_weight(parameters):
            self.add_error(None, weights_objection(gap))
        for low, high in ORDERED:
            if low in data and high in data and not data[low] < data[high]:
                words = {"low": label_of(low), "high": label_of(high)}
                self.add_error(low, _("“%(low)s” must stay below “%(high)s”: lower it.") % words)
        for path, value in self.values.items():
            if group_of(path) == "decay" and value[1] <= 0:
                self.add_error(path, _("The days in which the weight halves must be above zero."))
        if not self.errors:
            self._ask_the_engine(parameters)
        return data

    def _ask_the_engine(self, parameters: dict[str, Any]) -> None:
        try:
            methods.checked(self.draft.model, parameters)
        except ValueError as error:
            self.add_error(None, str(error))

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes: path to number or numbers."""
        return {path: self.cleaned_data[path] for path in self.flat if path in self.cleaned_data}

    def reopen(self, draft: MethodDraft) -> None:
        """Keep what was typed, but as an answer to the draft as it is now: saving again keeps mine."""
        self.data = self.data.copy()
        self.data["version"] = str(draft.version)
        self.data["shown"] = json.dumps(numbers.flat(draft.parameters))


class PublishForm(forms.Form):
    """Why the method changes; the version that was compared."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        help_text=gettext_lazy("Everybody reads it on the method's page."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
