"""Tables for people, readable in a terminal and as Markdown."""

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with columns of even width; numbers to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    right = [column > 0 for column in range(len(header))]
    rule = "|".join("-" * (width + 1) + (":" if turned else "-") for width, turned in zip(widths, right, strict=True))
    return "\n".join([_line(header, widths, right), f"|{rule}|", *(_line(row, widths, right) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    placed = (
        cell.rjust(width) if turned else cell.ljust(width)
        for cell, width, turned in zip(cells, widths, right, strict=True)
    )
    return f"| {' | '.join(placed)} |"
