"""Rows into the database by COPY. Columns that are not named get the field's default, so a new field breaks nothing."""

import contextlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CHUNK = 2_000


def copy_rows(model: type[Model], columns: str, rows: Iterable[Sequence[Any]], **constants: Any) -> int:
    """Write rows of a model; `columns` names what each row holds, `constants` what is the same in all of them."""
    named = columns.split()
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    rest = [name for name in fields if name not in named and not (name == "id" and "id" not in constants)]
    tail = [text(constants[name] if name in constants else _default(fields[name])) for name in rest]
    tables = ", ".join(f'"{fields[name].column}"' for name in [*named, *rest])
    return _copy(f'COPY "{model._meta.db_table}" ({tables}) FROM STDIN', rows, tail)


def copy_pairs(model: type[Model], left: str, right: str, rows: Iterable[Sequence[int]]) -> int:
    """Write rows of a many-to-many table."""
    return _copy(f'COPY "{model._meta.db_table}" ("{left}", "{right}") FROM STDIN', rows, [])


def _copy(statement: str, rows: Iterable[Sequence[Any]], tail: list[str]) -> int:
    written, lines = 0, []
    end = "".join(f"\t{value}" for value in tail) + "\n"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            lines.append("\t".join(map(text, row)) + end)
            if len(lines) == CHUNK:
                copy.write("".join(lines))
                written += len(lines)
                lines.clear()
        copy.write("".join(lines))
    return written + len(lines)


def text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return str(value)


def _default(field: Field) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now() if field.get_internal_type() == "DateTimeField" else timezone.localdate()
    return field.get_default()


@contextlib.contextmanager
def unchecked() -> Iterable[None]:
    """Leave foreign keys unchecked while the block runs: they are right by construction. Needs a superuser."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    except Exception:
        yield
        return
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


def settle(models: Iterable[type[Model]]) -> None:
    """Set the sequences behind what was written and let the planner look at every table."""
    with connection.cursor() as cursor:
        for model in models:
            key = model._meta.pk
            if key.get_internal_type() in {"BigAutoField", "AutoField"}:
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column}'),"  # noqa: S608 -- names of ours
                    f' (SELECT coalesce(max("{key.column}"), 0) + 1 FROM "{table}"), false)'
                )
        cursor.execute("ANALYZE")
