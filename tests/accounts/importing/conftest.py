"""Fixtures of the import: a place for files, an administrator, and short ways to import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.importing.checking import check_import
from accounts.importing.reasons import sentences
from accounts.importing.runs import import_create_from_folder, import_now, source_named
from accounts.models import ImportRun, Role, User
from tests.factories import UserFactory

DATA = Path(__file__).parent / "data"


def silent(done: int, total: int, message: str) -> None:
    """Nobody listens to the progress."""


@pytest.fixture(autouse=True)
def files_home(settings: Any, tmp_path: Path) -> Path:
    """Uploaded files go to a folder of this test."""
    settings.KAM_FILES = tmp_path / "kam-files"
    return settings.KAM_FILES


@pytest.fixture
def administrator(db: None) -> User:
    """Somebody who may import."""
    return UserFactory(name="Ada Admin", email="administrator@example.com", role=Role.ADMINISTRATOR)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder with files, each given as text: `folder(**{"accounts.csv": "account\\nAcme"})`."""

    def make(files: dict[str, str]) -> Path:
        place = tmp_path / "export"
        place.mkdir(exist_ok=True)
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
        return place

    return make


@pytest.fixture
def load(folder: Callable[..., Path], administrator: User) -> Callable[..., ImportRun]:
    """Import a folder, or files given as text."""

    def run(files: Path | dict[str, str], *, source: str = "crm", **options: object) -> ImportRun:
        place = files if isinstance(files, Path) else folder(files)
        if options:
            origin = source_named(name=source)
            for name, value in options.items():
                setattr(origin, name, value)
            origin.save()
        found = import_create_from_folder(source=source, folder=place, by=administrator)
        return import_now(run=found, by=administrator, report=silent)

    return run


@pytest.fixture
def check(folder: Callable[..., Path], administrator: User) -> Callable[..., ImportRun]:
    """Try a folder, or files given as text."""

    def run(files: Path | dict[str, str], *, source: str = "crm") -> ImportRun:
        place = files if isinstance(files, Path) else folder(files)
        found = import_create_from_folder(source=source, folder=place, by=administrator)
        check_import(found, report=silent, by=administrator)
        return found

    return run


def counts(run: ImportRun) -> dict[str, dict[str, int]]:
    """{file: {outcome: rows}} without the zeros."""
    found = run.counts or run.checked
    return {
        saved["name"]: {name: rows for name, rows in found.get(str(place), {}).items() if rows}
        for place, saved in enumerate(run.files)
    }


def told(run: ImportRun, file: str = "") -> dict[int, tuple[str, list[str]]]:
    """{line: (outcome, reasons)} of a file, or of the only one."""
    places = [place for place, saved in enumerate(run.files) if saved["name"] == file or not file]
    rows = run.rows.filter(file=places[0]).order_by("line")
    return {row.line: (row.outcome, sentences(row.reason)) for row in rows}
