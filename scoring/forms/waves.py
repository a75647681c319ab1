"""Forms of survey waves and answers."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.children import ChildForm
from accounts.models import Stakeholder
from accounts.selectors.stakeholders import our_people
from scoring.models import Respondent, Wave
from scoring.selectors.waves import APART_DAYS, asked_recently, begun, eligible_people, weight_of
from scoring.statements import ANCHOR, BEST, NEXT, STATEMENTS, Statement

OPEN_DAYS = 21
WEIGHTS = {3: _("decides or approves"), 2: _("shapes the decision"), 1: _("uses or other")}


class PeopleField(forms.ModelMultipleChoiceField):
    """People of the map, each with the weight that the answer will have and whether it is too early to ask again."""

    recent: Collection[int] = frozenset()

    def label_from_instance(self, obj: Stakeholder) -> str:
        """Name, title and weight."""
        weight = weight_of(obj)
        name = f"{obj.name}, {obj.title}" if obj.title else obj.name
        name = name if obj.email else _("%(name)s (no e-mail address)") % {"name": name}
        words = f"{name} · {WEIGHTS[weight]} ({weight})"
        if obj.pk in self.recent:
            words += " · " + gettext("asked less than %(days)s days ago") % {"days": APART_DAYS}
        return words


class WaveForm(ChildForm):
    """A wave and whom it asks."""

    people = PeopleField(
        Stakeholder.objects.none(),
        label=_("People asked"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-stacked"}),
        error_messages={"required": _("Choose at least one person.")},
    )

    class Meta:
        model = Wave
        fields = ("name", "mode", "opens_on", "closes_on", "by_mail", "asked_by", "purpose")
        help_texts = {
            "mode": _(
                "In a confidential wave nobody on our side ever sees a single answer. The invitation says which it is."
            ),
            "by_mail": _(
                "On the first day each person gets a link of their own, in their language; after 5 and 10 working days a "
                "reminder, then nothing more."
            ),
            "purpose": _("Two sentences that people read first. Left empty, KAM says it for you in their language."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = eligible_people(self.account)
        if self.instance.pk:
            asked = Respondent.objects.filter(wave=self.instance)
            self.initial["people"] = list(asked.values_list("stakeholder_id", flat=True))
            offered = offered | Stakeholder.objects.filter(pk__in=self.initial["people"]).select_related("unit")
            if begun(self.instance):
                self.fields["mode"].disabled = True
        else:
            today = timezone.localdate()
            self.initial["name"] = date_format(today, "YEAR_MONTH_FORMAT")
            self.initial["opens_on"], self.initial["closes_on"] = today, today + timedelta(days=OPEN_DAYS)
            recent = asked_recently(self.account.pk, today)
            self.initial["people"] = [person.pk for person in offered if person.pk not in recent]
            self.fields["people"].recent = recent
            self.initial["by_mail"] = True
            self.initial["asked_by"] = self.account.manager_id
        self.fields["asked_by"].queryset = our_people(self.account)
        self.fields["people"].queryset = offered.order_by("-influence", "name")

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the wave, without its people."""
        return {name: value for name, value in super().changes.items() if name != "people"}

    def clean(self) -> dict[str, Any]:
        """The wave closes after it opens, and nobody is asked twice within 90 days."""
        data = super().clean() or {}
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("It cannot close before it opens."))
        if opens_on and data.get("people"):
            recent = asked_recently(self.account.pk, opens_on, besides=self.instance)
            early = [person.name for person in data["people"] if person.pk in recent]
            if early:
                words = {"people": ", ".join(early), "days": APART_DAYS}
                self.add_error("people", _("Asked less than %(days)s days from this wave: %(people)s.") % words)
        return data


SCALE = [("", _("Cannot say")), *((str(n), str(n)) for n in range(1, 8))]


class AnswersForm(forms.Form):
    """What one person answers: nine statements and the anchor from 1 to 7, two open questions."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    interviewer = forms.CharField(label=_("Who asked"), max_length=120, required=False)
    best_improvement = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_improvement = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, respondent: Respondent, supplier: str, interviewer: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.respondent, self.supplier = respondent, supplier
        self.initial["version"] = respondent.version
        self.may_show = respondent.wave.is_named
        for at, statement in enumerate((*STATEMENTS, ANCHOR)):
            self.fields[statement.id] = forms.TypedChoiceField(
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                label=statement.text(respondent.language, supplier),
            )
            if self.may_show and respondent.answers:
                known = [*respondent.answers, respondent.anchor]
                self.initial[statement.id] = "" if known[at] is None else str(known[at])
        for name, question in (("best_improvement", BEST), ("next_improvement", NEXT)):
            self.fields[name].label = question.text(respondent.language, supplier)
            if self.may_show:
                self.initial[name] = getattr(respondent, name)
        if "interviewer" in self.fields:
            self.initial["interviewer"] = respondent.interviewer or interviewer

    def statements(self) -> Iterator[tuple[Statement, BoundField, str]]:
        """Each statement with its field, and its text in the reader's language where that is another one."""
        reader = get_language() or "en"
        same = reader[:2] == self.respondent.language[:2]
        for statement in (*STATEMENTS, ANCHOR):
            yield statement, self[statement.id], "" if same else statement.text(reader, self.supplier)

    def clean(self) -> dict[str, Any]:
        """A sheet without any answer is no answer."""
        data: dict[str, Any] = super().clean() or {}
        if all(data.get(statement.id) is None for statement in STATEMENTS):
            raise forms.ValidationError(_("Enter at least one answer to the nine statements."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "answers": [data[statement.id] for statement in STATEMENTS],
            "anchor": data[ANCHOR.id],
            "best_improvement": data["best_improvement"],
            "next_improvement": data["next_improvement"],
            **({"interviewer": data["interviewer"]} if "interviewer" in data else {}),
        }

    @property
    def sent_version(self) -> int | None:
        """The version that the form was opened with."""
        version: int | None = self.cleaned_data.get("version")
        return version
