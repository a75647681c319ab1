"""Reading the rows of questions: whole, in words, or only their names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Field,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account
from kam.lib import shown
from planning.models import Answer, Plan
from planning.selectors.records.slots import Slot, answering

LONG = 120
MONEY_DIGITS = 16


@dataclass(frozen=True)
class Line:
    """One row of an answer in words."""

    slot: Slot
    row: Any
    title: str
    words: str

    @property
    def address(self) -> str:
        """How the question's page names the row."""
        return f"{self.slot.key}:{self.row.pk}"

    @property
    def text(self) -> str:
        """The whole row in one line."""
        return f"{self.title}: {self.words}" if self.words else self.title


def rows(slot: Slot, plan: Plan) -> QuerySet[Any]:
    """The records that are the rows of a slot in a plan. Access to them is access to the plan's account."""
    return _of_plan(slot, plan).filter(*slot.where)


def _of_plan(slot: Slot, plan: Plan) -> QuerySet[Any]:
    kind = slot.kind
    found = kind.model._default_manager.filter(kind.base, **{kind.account_path: plan.account_id})
    return found.filter(**{kind.plan_path: plan.pk}) if kind.plan_path else found


def candidates(slot: Slot, plan: Plan) -> QuerySet[Any]:
    """Records that could become a row: those of the kind that are none yet."""
    if slot.release is None:
        return slot.kind.model._default_manager.none()
    inside = rows(slot, plan).order_by().values("pk")
    return _of_plan(slot, plan).exclude(pk__in=inside).select_related(*slot.kind.joins)


def row_of(slot: Slot, plan: Plan, pk: int) -> Model | None:
    """One row by its id, or a record that may become one; a single one is there also while it says nothing yet."""
    found = _of_plan(slot, plan) if slot.kind.single or slot.release else rows(slot, plan)
    return found.select_related(*slot.kind.joins).filter(pk=pk).first()


def is_row(slot: Slot, plan: Plan, row: Model) -> bool:
    """Whether the record is a row already."""
    return rows(slot, plan).filter(pk=row.pk).exists()


def row_names(plan: Plan, code: str) -> list[str]:
    """The names of the rows of one question. At most one query."""
    return summaries(plan, [code]).get(code, [])


def lines(plan: Plan, code: str, *, sensitive: bool = True) -> list[Line]:
    """The rows that answer a question, in words. One query a kind."""
    return [line for slot in answering(code) for line in slot_lines(slot, plan, sensitive=sensitive)]


def slot_lines(slot: Slot, plan: Plan, *, sensitive: bool = True) -> list[Line]:
    """The rows of one kind."""
    found = rows(slot, plan).select_related(*slot.kind.joins)
    return [Line(slot, row, title_of(slot, row, sensitive=sensitive), words_of(slot, row)) for row in found]


def title_of(slot: Slot, row: Any, *, sensitive: bool = True) -> str:
    """What a row is called; one that tells of persons is not, without the right to that."""
    if not sensitive and getattr(row, "is_confidential", False):
        return _("An assumption about a person")
    return str(slot.title) if slot.kind.single else slot.kind.title(row)


def words_of(slot: Slot, row: Any) -> str:
    """What a row says besides its title."""
    names = [name for name in slot.fields if slot.kind.single or name not in slot.kind.title_fields[:1]]
    skipped = {"user", "stakeholder", "text", "product", "unit"} & set(slot.kind.title_fields)
    return " · ".join(part for name in names if name not in skipped and (part := _said(row, name, slot)))


def _said(row: Any, name: str, slot: Slot) -> str:
    value = getattr(row, name)
    if name == "currency" or value in (None, "", [], False):
        return ""
    if name in {"decision_roles", "roles"}:
        return ", ".join(map(str, row.role_labels()))
    if name in {"owner", "due_on"} and slot.kind.key == "gap":
        return shown.full_date(value) if isinstance(value, date) else str(value)
    field = row._meta.get_field(name)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(field, BooleanField):
        return capfirst(str(field.verbose_name))
    text = _value(value, row, field)
    return text if slot.kind.single or _explains_itself(field) else f"{field.verbose_name}: {text}"


def _explains_itself(field: Field) -> bool:
    is_text = isinstance(field, CharField | TextField)
    return is_text or field.name in {"unit", "product", "owner", "user"}


def _value(value: Any, row: Any, field: Field) -> str:
    if isinstance(field, DateField):
        return shown.full_date(value)
    if isinstance(field, DecimalField):
        is_money = field.max_digits == MONEY_DIGITS and hasattr(row, "currency")
        return (
            shown.money(value, row.currency)
            if is_money
            else shown.plain(value, max(0, -value.normalize().as_tuple().exponent))
        )
    return str(value)


def summaries(plan: Plan, codes: Collection[str]) -> dict[str, list[str]]:
    """The names of the rows of many questions. One query, whatever the number of questions."""
    wanted = {f"{slot.code}_{slot.key}": slot for code in codes for slot in answering(code)}
    if not wanted:
        return {}
    arrays = {name: ArraySubquery(rows(slot, plan).values(slot.label_path)) for name, slot in wanted.items()}
    found: dict[str, Any] = dict(Account.objects.filter(pk=plan.account_id).values(**arrays).get())
    result: dict[str, list[str]] = {}
    for name, slot in wanted.items():
        result.setdefault(slot.code, []).extend(_name(value) for value in found[name])
    return result


def _name(value: Any) -> str:
    return shown.plain(value) if isinstance(value, Decimal) else " ".join(str(value).split())[:LONG]


def accounts_with_rows(code: str, account_ids: Collection[int]) -> set[int]:
    """Those of many accounts whose active plan has rows for a question. One query a kind."""
    found: set[int] = set()
    for slot in answering(code):
        kind = slot.kind
        there = kind.model._default_manager.filter(
            kind.base, kind.active, Q(**{f"{kind.account_path}__in": list(account_ids)}), *slot.where
        )
        found |= set(there.order_by().values_list(kind.account_path, flat=True))
    return found


def answer_lines(plan: Plan, answer: Answer) -> list[str]:
    """The rows of an answer in words: as they are, or as they were when the cycle closed. One query a kind."""
    return [line.text for line in lines(plan, answer.question.code)] if plan.is_active else list(answer.kept)
