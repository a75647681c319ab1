"""What changed in a plan between two states of it, in words: answers, rows, objectives, actions, risks, team."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stakeholder
from planning.models import Answer, Plan, Question
from planning.selectors.frozen import KINDS, Content, Row
from planning.word_diff import Piece, word_diff

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

# What follows from something else, or says nothing to a reader.
SILENT = frozenset({
    "account", "plan", "question", "source", "external_id", "stage_since", "status_on", "stance_on", "stance_by",
    "answered_on", "author", "review_by", "closed_on", "current_on", "person_key", "approved_at", "influence_on",
    "influence_by", "character_on", "character_by", "last_contact_on", "renewal_chance_on", "name", "id",
})  # fmt: skip

TITLES: dict[str, str | Promise] = {
    "plan": lazy("The plan itself"),
    "answers": lazy("Answers"),
    "objectives": lazy("Objectives"),
    "actions": lazy("Actions"),
    "risks": lazy("Risks"),
    "resources": lazy("Resources"),
    "growth": lazy("Growth targets"),
    "team": lazy("Account team"),
    "people": lazy("People at the customer"),
    "goals": lazy("Goals of the customer"),
    "needs": lazy("Needs"),
    "improvements": lazy("Improvements"),
    "value_cases": lazy("Value cases"),
    "contracts": lazy("Contracts"),
    "rivals": lazy("Competitors"),
    "white_space": lazy("White space"),
    "assumptions": lazy("Assumptions"),
    "gaps": lazy("What we do not know"),
}


@dataclass(frozen=True)
class FieldChange:
    """One field of a row: its label and the words that were kept, added, removed."""

    label: str
    pieces: list[Piece]

    @property
    def marked(self) -> str:
        """The words, what was added and removed marked as such."""
        tags = {ADDED: "ins", REMOVED: "del"}
        return format_html_join("", "<{0}>{1}</{0}>", ((tags.get(row.how, "span"), row.text) for row in self.pieces))


@dataclass(frozen=True)
class Change:
    """One row that was added, removed or changed."""

    title: str
    how: str
    fields: list[FieldChange]
    code: str = ""


@dataclass(frozen=True)
class Section:
    """The changes of one kind."""

    key: str
    title: str | Promise
    changes: list[Change]


@dataclass(frozen=True)
class Comparison:
    """Everything that changed; `hidden` counts changes that the reader may not read."""

    sections: list[Section]
    hidden: int

    @property
    def total(self) -> int:
        """The number of rows that changed."""
        return sum(len(section.changes) for section in self.sections)


def compare(before: Content, after: Content, *, sensitive: bool) -> Comparison:
    """Compare two contents of a plan. A query a kind of record that is named, and one for the questions."""
    reader = _Reader(before, after)
    answers, hidden = _answers(before, after, reader, sensitive=sensitive)
    sections = [
        Section("plan", TITLES["plan"], _plan(before, after, reader)),
        Section("answers", TITLES["answers"], answers),
    ]
    for kind in KINDS:
        if kind.key in before and kind.key in after:  # versions of earlier days hold fewer kinds
            kept_back = () if sensitive or kind.model is not Stakeholder else Stakeholder.SENSITIVE
            found = list(_rows(kind.model, kind.title, before[kind.key], after[kind.key], reader, kept_back))
            sections.append(Section(kind.key, TITLES[kind.key], found))
    return Comparison([section for section in sections if section.changes], hidden)


class _Reader:
    """Puts stored values into words; the names of the rows that they point to are read once a model."""

    def __init__(self, *contents: Content) -> None:
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for content in contents:
            self._collect(Plan, [content["plan"]], wanted)
            self._collect(Answer, content["answers"], wanted)
            for kind in KINDS:
                self._collect(kind.model, content.get(kind.key, ()), wanted)
        self._names = {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items()}

    @staticmethod
    def _collect(model: type[Model], rows: Iterable[Row], wanted: dict[type[Model], set[int]]) -> None:
        links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        for row in rows:
            for field in links:
                if field.name not in SILENT and row.get(field.name):
                    wanted[field.related_model].add(row[field.name])

    def words(self, field: Field, value: Any) -> str:
        """A stored value as a reader sees it; nothing is empty."""
        if value in (None, "", [], {}):
            return ""
        if isinstance(field, ForeignKey):
            return str(self._names.get(field.related_model, {}).get(value, _("somebody or something deleted")))
        if isinstance(value, list):
            return ", ".join(str(item) for item in value)
        if field.get_internal_type() == "DateField":
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        named = {True: _("yes"), False: _("no")} if isinstance(value, bool) else dict(field.flatchoices)
        return str(named.get(value, value))

    def title(self, model: type[Model], name: str, row: Row) -> str:
        """What names a row."""
        return self.words(_field(model, name), row.get(name)) or "–"


def _field(model: type[Model], name: str) -> Field:
    field: Field = model._meta.get_field(name)  # type: ignore[assignment]
    return field


def _plan(before: Content, after: Content, reader: _Reader) -> list[Change]:
    fields = _fields(Plan, before["plan"], after["plan"], reader, ("status",))
    return [Change(after["plan"]["name"], CHANGED, fields)] if fields else []


def _fields(
    model: type[Model], before: Row, after: Row, reader: _Reader, kept_back: Iterable[str] = ()
) -> list[FieldChange]:
    found = []
    for field in model._meta.concrete_fields:
        name = field.name
        if name in SILENT or name in kept_back or field.primary_key or before.get(name) == after.get(name):
            continue
        old, new = (reader.words(field, row.get(name)) for row in (before, after))
        if old != new:
            found.append(FieldChange(str(field.verbose_name), _pieces(field, old, new)))
    return found


def _pieces(field: Field, old: str, new: str) -> list[Piece]:
    """Texts word by word; a day, a name or a figure as a whole."""
    if field.get_internal_type() in {"TextField", "CharField"} and not field.choices:
        return word_diff(old, new)
    parts = ((REMOVED, f"{old} " if old and new else old), (ADDED, new))
    return [Piece(how, text) for how, text in parts if text]


def _rows(  # noqa: PLR0917 -- two lists of one kind
    model: type[Model], title: str, before: list[Row], after: list[Row], reader: _Reader, kept_back: Iterable[str]
) -> Iterator[Change]:
    old, new = _by_id(before, title), _by_id(after, title)
    for key, row in new.items():
        if key not in old:
            yield Change(reader.title(model, title, row), ADDED, [])
        elif fields := _fields(model, old[key], row, reader, kept_back):
            yield Change(reader.title(model, title, row), CHANGED, fields)
    for key, row in old.items():
        if key not in new:
            yield Change(reader.title(model, title, row), REMOVED, [])


def _by_id(rows: Iterable[Row], title: str) -> dict[Any, Row]:
    return {row.get("id", row.get(title)): row for row in rows}


def _answers(before: Content, after: Content, reader: _Reader, *, sensitive: bool) -> tuple[list[Change], int]:
    questions = {question.code: question for question in Question.objects.asked()}
    old, new = ({row["code"]: row for row in content["answers"]} for content in (before, after))
    found, hidden = [], 0
    for code in sorted({*old, *new} & set(questions), key=lambda code: (questions[code].order, code)):
        change = _answer(questions[code], old.get(code, {}), new.get(code, {}), reader)
        if change is None:
            continue
        if questions[code].is_sensitive and not sensitive:
            hidden += 1
        else:
            found.append(change)
    return found, hidden


def _answer(question: Question, before: Mapping[str, Any], after: Mapping[str, Any], reader: _Reader) -> Change | None:
    fields = _fields(Answer, dict(before), dict(after), reader, ("assigned_to", "due_on"))
    if not fields:
        return None
    done = [row.get("status", Answer.Status.OPEN) != Answer.Status.OPEN for row in (before, after)]
    how = CHANGED if all(done) or not any(done) else ADDED if done[1] else REMOVED
    shown = [field for field in fields if field.label != str(_field(Answer, "status").verbose_name) or how == CHANGED]
    return Change(question.text, how, shown, code=question.code)
