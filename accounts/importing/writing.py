"""Writes many rows by COPY, and knows how each column is written as text."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from accounts.importing.values import NOTHING, NULL
from accounts.models import ImportRow

SLICE = 500  # rows that are sent at once
FEW = 200  # rows: for fewer, the database checks foreign keys sooner than we have asked it to spare that
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a model as COPY and SQL see it."""

    name: str  # of the field, as the audit trail calls it
    column: str
    cast: str
    default: str  # what a new row gets when a file says nothing
    is_text: bool  # empty is "", not null
    is_free: bool  # may hold signs that COPY treats specially
    points_to: type[Model] | None
    is_nullable: bool
    is_filled: bool  # the database knows the default

    @property
    def shown(self) -> str:
        """SQL for the value as text, comparable with what `values` reads."""
        bare = f"t.{self.column}" if self.is_text else f"t.{self.column}::text"
        return f"coalesce({bare}, '{NULL}')" if self.is_nullable else bare

    def plain(self, value: str) -> Any:
        """The value as the audit trail stores it."""
        if value == NULL:
            return None
        if self.cast in {"boolean", "jsonb"}:
            return json.loads(value)
        if self.is_free:
            return value
        return value if self.cast.startswith(("numeric", "date")) else int(value)


@cache
def columns_of(model: type[Model]) -> dict[str, Column]:
    """All columns of a model's table by field name, the primary key among them."""
    return {field.name: _column(field) for field in model._meta.concrete_fields if not field.generated}


def _column(field: Any) -> Column:
    is_free = isinstance(field, models.CharField | models.TextField | models.JSONField)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.null
    is_key = field.primary_key or isinstance(field, models.ForeignKey)
    return Column(
        name=field.name,
        column=field.column,
        cast="text" if is_text else "bigint" if is_key else str(field.db_type(connection)),
        default=_default(field),
        is_text=is_text,
        is_free=is_free,
        points_to=field.related_model if isinstance(field, models.ForeignKey) else None,
        is_nullable=field.null,
        is_filled=field.has_db_default(),
    )


def _default(field: Any) -> str:
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add or field.has_default()):
        return "now"
    value = field.get_default()
    if isinstance(value, DatabaseDefault):
        value = getattr(value.expression, "value", None)
    if value is None:
        return NULL if field.null else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, list | dict) else str(value)


# ---------------------------------------------------------------- SELECT


def any_of(texts: Iterable[str]) -> str:
    """Texts as one value for `ANY(string_to_array(%s, chr(31)))`: far cheaper to send than an array of thousands, or as many values."""
    return "\x1f".join(texts)


def any_id(ids: Iterable[object]) -> str:
    """Ids as one value for `ANY(%s::bigint[])`."""
    return f"{{{','.join(map(str, ids))}}}"


def fetch(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a statement. The look-ups of every block are written out: they are few, and run very often."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


# ---------------------------------------------------------------- COPY


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """Texts as COPY wants them. Most hold nothing special, which one look at all of them together tells."""
    joined = "".join(texts)
    if "\\" in joined or "\t" in joined or "\n" in joined or "\r" in joined:
        return [text.translate(ESCAPES) for text in texts]
    return texts


@cache
def _sequence(model: type[Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        return f"nextval('{cursor.fetchone()[0]}'::regclass)"


def take_ids(cursor: CursorWrapper, model: type[Model], count: int) -> list[str]:
    """So many fresh ids of a model's table."""
    taken = f"SELECT {_sequence(model)} AS n FROM generate_series(1, %s)"  # noqa: S608 -- a name of ours
    cursor.execute(f"SELECT min(n), max(n) FROM ({taken}) AS taken", [count])  # noqa: S608
    low, high = cursor.fetchone()
    if high - low + 1 == count:  # nobody else took one in between
        return list(map(str, range(low, high + 1)))
    cursor.execute(taken, [count])
    return [str(row[0]) for row in cursor.fetchall()]


def copy_new(
    cursor: CursorWrapper,
    model: type[Model],
    cells: dict[str, Sequence[str]],
    *,
    checked: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Insert rows: the cells that are given by field name, every other column with its default.

    `checked` means that the foreign keys are known to be good and their rows are locked (see `lock_targets`).
    `meanwhile` is called when all is sent: the database still has its indexes to write then.
    """
    columns = columns_of(model)
    given = [_written(columns[name], values) for name, values in cells.items()]
    left = [column for name, column in columns.items() if name not in cells and not column.is_filled]
    fixed = [column for column in left if column.default != NULL]
    fixed = [column for column in fixed if not (column.name == "id" and column.default in NOTHING)]
    names = [columns[name].column for name in cells] + [column.column for column in fixed]
    ends = "".join(f"\t{column.default}" for column in fixed) + "\n"
    bodies = (ends.join(map("\t".join, part)) + ends for part in batched(zip(*given, strict=True), SLICE, strict=False))
    checks = not checked or len(given[0]) < FEW
    copy_text(cursor, model._meta.db_table, names, bodies, checks=checks, meanwhile=meanwhile)


def _written(column: Column, values: Sequence[str]) -> Sequence[str]:
    if column.default not in NOTHING and (NULL in values or "" in values):
        values = [column.default if value in NOTHING else value for value in values]
    if column.is_free and not column.is_text:  # here NULL is no text
        return [value if value == NULL else value.translate(ESCAPES) for value in values]
    return escaped(values) if column.is_text else values


def copy_text(
    cursor: CursorWrapper,
    table: str,
    names: Iterable[str],
    bodies: Iterable[str],
    *,
    checks: bool | None = True,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Send rows as text, slice by slice: the database takes one while the next is put together.

    `checks` says whether the database looks at each foreign key of each row; None is for a table that has none.
    """
    if checks:
        _check_rows()
    elif checks is False and may_spare_checks():
        _spare_rows(cursor)
    try:
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for body in bodies:
                copy.write(body)
            if meanwhile:
                meanwhile()
    except BaseException:
        _forget_spared()  # what is taken back takes the setting with it
        raise


def _spare_rows(cursor: CursorWrapper) -> None:
    """Switch row checks off until the transaction ends, or anything but COPY is to be done."""
    if _check_before not in connection.execute_wrappers:
        cursor.execute("SET LOCAL session_replication_role = replica")
        connection.execute_wrappers.append(_check_before)


def _check_rows() -> None:
    """Switch row checks on again."""
    if _forget_spared():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")


def _check_before(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 -- as Django calls it
    """Before any statement but COPY the checks are back: nothing else of ours runs without them."""
    _check_rows()
    return execute(sql, params, many, context)


def _forget_spared() -> bool:
    """Whether row checks were off."""
    spared = _check_before in connection.execute_wrappers
    if spared:
        connection.execute_wrappers.remove(_check_before)
    return spared


def may_spare_checks() -> bool:
    """Whether our database user may switch row checks off; asked once a connection."""
    known = getattr(connection.connection, "_kam_may_spare", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            known = cursor.fetchone()[0]
        connection.connection._kam_may_spare = known
    return known


type Locked = dict[type[Model], set[str]]


def lock_targets(
    cursor: CursorWrapper, model: type[Model], cells: dict[str, Sequence[str]], locked: Locked | None = None
) -> bool:
    """Check all foreign keys of new rows at once: whether each row they name is there, and stays until we commit.

    This takes the same locks that the database's own check takes row by row, once for every row that is named.
    `locked` holds those that this transaction has locked before, and gets the new ones.
    """
    columns = columns_of(model)
    named = {name: set(values) - NOTHING for name, values in cells.items() if columns[name].points_to}
    before = {name: (locked or {}).get(columns[name].points_to, set()) for name in named}
    named = {name: ids - before[name] for name, ids in named.items() if not ids <= before[name]}
    if not named or max(map(len, cells.values())) < FEW or not may_spare_checks():
        return not named
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {columns[name].points_to._meta.db_table} "  # noqa: S608 -- names of ours
        "WHERE id = ANY(%s::bigint[]) FOR KEY SHARE) AS locked)"
        for name in named
    )
    cursor.execute(f"SELECT {counts}", [any_id(ids) for ids in named.values()])
    are_here = list(cursor.fetchone()) == [len(ids) for ids in named.values()]
    if are_here and locked is not None:
        for name, ids in named.items():
            locked.setdefault(columns[name].points_to, set()).update(ids)
    return are_here


# ---------------------------------------------------------------- rows of the import

IMPORT_COLUMNS = ("run_id", "file", "kind", "line", "outcome", "target_id", "reason", "raw")


type ImportRows = tuple[Iterable[int], Sequence[str], Sequence[str], Sequence[str], Sequence[str]]


def import_rows(place: tuple[int, int, str], rows: ImportRows) -> Iterator[str]:
    """What became of each row of a block, as `copy_import_rows` sends it. `place` is run, file and kind; `rows` are the
    columns line, outcome, target, reason and raw row.
    """
    lines, outcomes, targets, reasons, raws = rows
    start = "".join(f"{part}\t" for part in place)
    written = zip(map(str, lines), outcomes, targets, escaped(reasons), escaped(raws), strict=True)
    return (f"{start}{f'\n{start}'.join(map('\t'.join, part))}\n" for part in batched(written, SLICE, strict=False))


def copy_import_rows(cursor: CursorWrapper, bodies: Iterable[str]) -> None:
    """Send what `import_rows` has made."""
    copy_text(cursor, ImportRow._meta.db_table, IMPORT_COLUMNS, bodies, checks=None)


# ---------------------------------------------------------------- UPDATE


def update_many(
    cursor: CursorWrapper,
    model: type[Model],
    ids: Sequence[str],
    cells: dict[str, Sequence[str]],
    *,
    is_new: bool = False,
) -> None:
    """Set columns of many rows, each to its own values, in one statement; versions rise unless the rows are new."""
    columns = columns_of(model)
    sets = [f"{columns[name].column} = v.c{place}::{columns[name].cast}" for place, name in enumerate(cells)]
    if "version" in columns and not is_new:
        sets.append("version = t.version + 1")
    if "updated_at" in columns:
        sets.append("updated_at = now()")
    arrays = ", ".join(["%s::bigint[]", *("%s::text[]" for _ in cells)])
    names = ", ".join(["id", *(f"c{place}" for place in range(len(cells)))])
    cursor.execute(
        f"UPDATE {model._meta.db_table} AS t SET {', '.join(sets)} "  # noqa: S608 -- names of ours
        f"FROM unnest({arrays}) AS v({names}) WHERE t.id = v.id",
        [
            f"{{{','.join(ids)}}}",
            *([None if value == NULL else value for value in values] for values in cells.values()),
        ],
    )
