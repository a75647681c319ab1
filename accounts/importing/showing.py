"""What the pages of an import show: its files with their counts, and its rows with links to the records."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accounts.importing.fields import LABELS, label_of
from accounts.importing.files import FilePlan
from accounts.importing.reasons import sentences
from accounts.importing.stages import STAGES, spelled
from accounts.models import (
    Account,
    Contract,
    ImportRow,
    ImportRun,
    Opportunity,
    Product,
    Revenue,
    Stakeholder,
    User,
)

Outcome = ImportRow.Outcome
RECORDS: dict[str, tuple[type[Model], str]] = {
    "person": (User, "accounts:person-edit"),
    "product": (Product, "accounts:product-edit"),
    "account": (Account, "account-overview"),
    "contact": (Stakeholder, "accounts:stakeholder-detail"),
    "opportunity": (Opportunity, "accounts:opportunity-edit"),
    "contract": (Contract, "accounts:contract-edit"),
    "revenue": (Revenue, "accounts:revenue-edit"),
}
BANDS = {Outcome.CREATED: "strong", Outcome.UPDATED: "strong", Outcome.MERGED: "fair", Outcome.LISTED: "weak"}


@dataclass(frozen=True)
class FileLine:
    """A file of an import, and what became or will become of its rows."""

    place: int
    plan: FilePlan
    kind: Promise | str
    counts: dict[str, int]
    foretold: dict[str, int]

    @property
    def numbers(self) -> list[tuple[str, str | Promise, int]]:
        """(outcome, its name, rows) in the order of the columns."""
        return [(outcome, label, self.counts.get(outcome, 0)) for outcome, label in Outcome.choices]

    @property
    def fields(self) -> list[str]:
        """Our fields that its columns fill."""
        return [label_of(self.plan.kind, name) for name in self.plan.columns.values()]

    @property
    def left_out(self) -> list[str]:
        """Headings that no field of ours takes."""
        return [name for place, name in enumerate(self.plan.headers) if name and str(place) not in self.plan.columns]

    @property
    def differs(self) -> bool:
        """Whether the import did something else than the check had foretold: the data have changed in between."""
        if not self.foretold or not self.counts:
            return False
        return any(self.counts.get(outcome, 0) != self.foretold.get(outcome, 0) for outcome in Outcome.values)


def file_lines(run: ImportRun) -> list[FileLine]:
    """The files of an import in their order."""
    is_over = run.state in {ImportRun.State.DONE, ImportRun.State.UNDONE}
    lines = []
    for place, saved in enumerate(run.files):
        plan, key = FilePlan.of(saved), str(place)
        counts = run.counts.get(key) or ({} if is_over else run.checked.get(key, {}))
        foretold = run.checked.get(key, {}) if is_over else {}
        lines.append(FileLine(place, plan, LABELS.get(plan.kind, ""), counts, foretold))
    return lines


def unmapped_stages(run: ImportRun) -> dict[str, int]:
    """Stages in the files that mean none of ours, with their rows."""
    known = STAGES.keys() | {spelled(word) for word, stage in run.source.stage_mapping.items() if stage}
    return {
        stage: rows for saved in run.files for stage, rows in saved["stages"].items() if spelled(stage) not in known
    }


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class RowLine:
    """A row of an import as the page shows it."""

    line: int
    file: str
    raw: str
    outcome: str
    band: str
    reasons: list[str]
    name: str
    href: str


def run_rows(run: ImportRun, file: int | None, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an import, of one file or of one outcome."""
    rows = run.rows.order_by("file", "line")
    if file is not None:
        rows = rows.filter(file=file)
    return rows.filter(outcome=outcome) if outcome else rows


def row_count(run: ImportRun, file: int | None, outcome: str) -> int:
    """How many rows `run_rows` has, without counting them."""
    counts = run.counts or run.checked
    chosen = [counts.get(str(file), {})] if file is not None else counts.values()
    return sum(one.get(outcome or "rows", 0) for one in chosen)


def row_lines(run: ImportRun, rows: Sequence[ImportRow]) -> list[RowLine]:
    """Rows with their reasons in words and links to the records that they made or met; one query a kind."""
    found = {kind: _records(kind, rows) for kind in {row.kind for row in rows}}
    lines = []
    for row in rows:
        name, href = found[row.kind].get(row.target_id, ("", ""))
        lines.append(
            RowLine(
                line=row.line,
                file=run.files[row.file]["name"],
                raw=row.raw,
                outcome=row.get_outcome_display(),
                band=BANDS.get(Outcome(row.outcome), ""),
                reasons=sentences(row.reason, partial(label_of, row.kind)),
                name=name,
                href=href,
            )
        )
    return lines


def _records(kind: str, rows: Sequence[ImportRow]) -> dict[int | None, tuple[str, str]]:
    model, view = RECORDS[kind]
    ids = [row.target_id for row in rows if row.kind == kind and row.target_id]
    return {pk: (str(record), _address(view, record)) for pk, record in model._default_manager.in_bulk(ids).items()}


def _address(view: str, record: Any) -> str:
    if isinstance(record, Opportunity) and record.account_id is None:
        view = "accounts:opportunity-assign"
    try:
        return reverse(view, args=[record.pk])
    except NoReverseMatch:
        return ""


def rows_to_mend(run: ImportRun, file: int) -> Iterator[list[str]]:
    """The rows that were not imported, as cells with the reason behind, to be mended and loaded again."""
    plan = FilePlan.of(run.files[file])
    width, delimiter = len(plan.headers), "," if plan.sheet else plan.delimiter
    rows = run_rows(run, file, Outcome.LISTED)
    for row in rows.iterator(chunk_size=2_000):
        cells = (
            next(csv.reader([row.raw], delimiter=delimiter), []) if "\n" not in row.raw else _lines(row.raw, delimiter)
        )
        told = " ".join(sentences(row.reason, partial(label_of, row.kind)))
        yield [*(cells + [""] * width)[: max(width, len(cells))], told]


def _lines(raw: str, delimiter: str) -> list[str]:
    return next(csv.reader(raw.splitlines(keepends=True), delimiter=delimiter), [])
