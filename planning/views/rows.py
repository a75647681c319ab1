"""What a question's card shows of its rows: the list, the row that is open, what may be taken in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.access import Verb, can
from planning.forms.records import row_form
from planning.models import Plan
from planning.selectors.questions import Item
from planning.selectors.records import Line, Slot, candidates, is_row, row_of, slot_lines, slots_of

MOST_OFFERED = 40


@dataclass(frozen=True)
class OpenRow:
    """The row whose form is open; a new one has no id, and `is_new` also says that a record is being taken in."""

    key: str
    pk: int | None
    form: Any
    conflict: Any = None
    is_new: bool = False


@dataclass(frozen=True)
class SlotShown:
    """The rows of one kind, and what the reader may do with them."""

    slot: Slot
    lines: list[Line]
    offered: list[Line]
    may_edit: bool
    single_pk: int | None = None

    @property
    def new_address(self) -> str:
        """How the page names a new row of this kind."""
        return f"{self.slot.key}:new"

    @property
    def single_address(self) -> str:
        """How it names the one row that is always there."""
        return f"{self.slot.key}:{self.single_pk}"


def rows_context(request: HttpRequest, plan: Plan, opened: Item) -> dict[str, Any]:
    """The rows of the open question, and the form of the row that the address opens (`?row=need:12`, `?row=need:new`)."""
    user, account = request.user, plan.account
    sensitive = can(user, Verb.SENSITIVE, account)
    may_edit = plan.is_active and can(user, Verb.EDIT, account)
    shown = []
    for slot in slots_of(opened.code):
        may = may_edit and can(user, slot.kind.verb, account)
        single = (plan.pk if slot.kind.plan_path else account.pk) if slot.kind.single else None
        shown.append(SlotShown(slot, slot_lines(slot, plan, sensitive=sensitive), [], may, single))
    open_row = _open_row(request, plan, shown)
    if open_row is not None and open_row.pk is None:
        shown = [_with_offers(one, plan) if one.slot.key == open_row.key else one for one in shown]
    return {"slots": shown, "row_open": open_row}


def _with_offers(one: SlotShown, plan: Plan) -> SlotShown:
    offered = [Line(one.slot, row, one.slot.kind.title(row), "") for row in candidates(one.slot, plan)[:MOST_OFFERED]]
    return SlotShown(one.slot, one.lines, offered, one.may_edit, one.single_pk)


def _open_row(request: HttpRequest, plan: Plan, shown: list[SlotShown]) -> OpenRow | None:
    key, _colon, number = request.GET.get("row", "").partition(":")
    one = next((one for one in shown if one.slot.key == key and one.may_edit), None)
    if one is None:
        return None
    if number == "new" and not one.slot.kind.single:
        form = row_form(one.slot, plan=plan, user=request.user, is_new=True)
        return OpenRow(key, None, form, is_new=True)
    row = row_of(one.slot, plan, int(number)) if number.isdecimal() else None
    if row is None:
        return None
    is_new = not one.slot.kind.single and not is_row(one.slot, plan, row)
    form = row_form(one.slot, plan=plan, user=request.user, row=row, is_new=is_new)
    return OpenRow(key, row.pk, form, is_new=is_new)
