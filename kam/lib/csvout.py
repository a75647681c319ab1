"""CSV answers: streamed row by row, readable by Excel, and harmless to it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise

BOM = "\ufeff"
# A cell that begins so may be run as a formula by a spreadsheet (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run gets an apostrophe before it; numbers stay numbers, None is empty."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) or not str(value).startswith(FORMULA_STARTS):
        return value
    text = str(value)
    return text if _is_number(text) else f"'{text}"


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isascii() and text.lstrip("+-").replace(".", "", 1).isdigit()


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of the file, the byte order mark first."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow([safe_cell(str(name)) for name in header]))
    for row in rows:
        yield str(writer.writerow([safe_cell(value) for value in row]))


def _as_now(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The rows, each made in the language and time zone of now: the stream outlives the request's middleware."""
    language, zone, source = translation.get_language(), timezone.get_current_timezone(), iter(rows)
    return _each(source, language, zone)


def _each(source: Iterator[Sequence[Any]], language: str | None, zone: tzinfo) -> Iterator[Sequence[Any]]:
    while True:
        with translation.override(language), timezone.override(zone):
            try:
                row = [str(value) if isinstance(value, Promise) else value for value in next(source)]
            except StopIteration:
                return
        yield row


def csv_response(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of the rows, made while it is sent."""
    response = StreamingHttpResponse(
        csv_lines([str(name) for name in header], _as_now(rows)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
