"""docs/questions.md says of each question what the registries say, so that it cannot age."""

from pathlib import Path

import pytest

from planning.models import Question
from planning.selectors.records import SLOTS, slots_of
from planning.selectors.suggestions.registry import SOURCES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "questions.md"
COLUMNS = 5


def _records(code: str) -> str:
    answering = [str(slot.title) for slot in slots_of(code) if not slot.follows]
    following = [str(slot.title) for slot in slots_of(code) if slot.follows]
    return " ".join(filter(None, (", ".join(answering), following and f"→ {', '.join(following)}")))


def _sources(code: str) -> str:
    return ", ".join(dict.fromkeys(str(place.label) for _function, place, _most in SOURCES.get(code, ())))


def rows_of_registries() -> list[list[str]]:
    """The first four columns as they must be."""
    return [
        [f"{row.code}{' ★' if row.is_core else ''}", row.kind, _records(row.code), _sources(row.code)]
        for row in Question.objects.filter(is_own=False).order_by("order")
    ]


def _rows_of_page() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return cells[2:] if cells[1][0].startswith("-") else cells[1:]


@pytest.mark.django_db
def test_table_of_the_questions_says_what_the_registries_say():
    assert [row[:4] for row in _rows_of_page()] == rows_of_registries()


def test_each_question_says_what_it_feeds_and_what_is_left_out():
    rows = _rows_of_page()
    assert len(rows) == 57
    assert all(len(row) == COLUMNS and row[4] for row in rows)


def test_a_question_without_records_or_sources_says_why():
    silent = [row for row in _rows_of_page() if not row[3]]
    words = ("themselves", "itself", "no source", "guess", "No suggestion", "As P4")
    assert [row[0] for row in silent if not any(word in row[4] for word in words)] == []
    assert {row[0].split()[0] for row in _rows_of_page() if not row[2]} == {"U5"}
    assert "U5" not in SLOTS
