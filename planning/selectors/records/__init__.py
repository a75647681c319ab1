"""Which records the answers of a plan are made of: the one registry that page, gates, documents and API read.

`kinds` names the sorts of records, `slots` says for each question code which of them are its rows, `reading` reads
them. How a row is typed in stands in `planning.forms.records`, who writes it in `planning.services.records`.
"""

from planning.selectors.records.kinds import KINDS, Kind
from planning.selectors.records.reading import (
    Line,
    accounts_with_rows,
    answer_lines,
    candidates,
    is_row,
    lines,
    row_names,
    row_of,
    rows,
    slot_lines,
    summaries,
)
from planning.selectors.records.slots import SLOTS, Slot, answering, slot_of, slots_of

__all__ = [
    "KINDS",
    "SLOTS",
    "Kind",
    "Line",
    "Slot",
    "accounts_with_rows",
    "answer_lines",
    "answering",
    "candidates",
    "is_row",
    "lines",
    "row_names",
    "row_of",
    "rows",
    "slot_lines",
    "slot_of",
    "slots_of",
    "summaries",
]
