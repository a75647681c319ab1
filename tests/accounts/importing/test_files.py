"""What is uploaded is checked before anything reads it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from accounts.importing import files
from accounts.importing.files import FileRefused, day_order, recognise, store
from accounts.models import Account, ImportRun, ImportSource
from tests.accounts.importing.conftest import DATA, counts


@pytest.fixture
def source() -> ImportSource:
    """A source that is not saved."""
    return ImportSource(name="crm")


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_files_of_the_small_set_are_recognised(source: ImportSource) -> None:
    plans = [plan for name, path in files.files_in(DATA) for plan in recognise(name, path, source)]
    assert [(plan.name, plan.kind, plan.encoding, plan.delimiter) for plan in plans] == [
        ("accounts.csv", "account", "utf-8", ","),
        ("data_dictionary.csv", "", "utf-8", ","),
        ("products.csv", "product", "utf-8", ","),
        ("revenue.tsv", "revenue", "utf-16", "\t"),
        ("sales_pipeline.csv", "opportunity", "utf-8", ","),
        ("sales_teams.csv", "person", "utf-8", ","),
        ("verträge.csv", "contract", "cp1252", ";"),
        ("联系人.csv", "contact", "gb18030", ","),
    ]
    assert plans[4].stages == {"Won": 12, "Engaging": 1, "Prospecting": 1, "Lost": 1, "Simmering": 1}


def test_each_filled_sheet_of_a_workbook_is_a_table(source: ImportSource, tmp_path: Path) -> None:
    sheets = {
        "Accounts": [["Account Name", "Industry"], ["Acme", "retail"], ["Bee", "food"]],
        "Empty": [],
        "Deals": [["Opportunity ID", "Account", "Stage", "Amount"], ["D1", "Acme", "Won", 5]],
    }
    path = workbook(tmp_path / "book.xlsx", sheets)
    plans = recognise("book.xlsx", path, source)
    assert [(plan.name, plan.kind, plan.rows) for plan in plans] == [
        ("book.xlsx › Accounts", "account", 2),
        ("book.xlsx › Deals", "opportunity", 1),
    ]


def test_a_workbook_is_imported(load: Callable[..., ImportRun], tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    sheets = {
        "Deals": [
            ["Opportunity ID", "Account", "Stage", "Amount"],
            ["D1", "Acme", "Won", 5.5],
            ["D2", "Bee", "Won", "x"],
        ],
        "Accounts": [["Account Name", "Employees"], ["Acme", 12]],
    }
    workbook(tmp_path / "export" / "book.xlsx", sheets)
    assert counts(load(tmp_path / "export")) == {
        "book.xlsx › Deals": {"rows": 2, "created": 1, "listed": 1},
        "book.xlsx › Accounts": {"rows": 1, "created": 1},
    }


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0", "save old Excel files as .xlsx or CSV first"),
        ("page.html", b"<html>", "only CSV and Excel files"),
        ("fake.csv", b"%PDF-1.7", "is not a text file"),
        ("fake.xlsx", b"name,industry\n", "is not a readable Excel file"),
    ],
)
def test_other_files_are_refused(source: ImportSource, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused, match=reason):
        recognise(name, tmp_path / name, source)


def test_a_workbook_that_explodes_is_refused(source: ImportSource, tmp_path: Path, settings: Any) -> None:
    settings.KAM_UPLOAD_MB = 1
    path = packed(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * (21 * 1024 * 1024)})
    assert path.stat().st_size < 100_000
    with pytest.raises(FileRefused, match="unpacks to far more"):
        recognise("bomb.xlsx", path, source)


def test_shared_texts_that_fill_the_memory_are_refused(source: ImportSource, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "MOST_SHARED_TEXT", 1_000)
    path = packed(tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": b"0" * 1_001})
    with pytest.raises(FileRefused, match="unpacks to far more"):
        recognise("bomb.xlsx", path, source)


@pytest.mark.parametrize("head", [b"<!DOCTYPE lolz>", b'<?xml version="1.0"?> <!doctype x [<!ENTITY a "b">]>'])
def test_a_workbook_with_document_types_is_refused(source: ImportSource, tmp_path: Path, head: bytes) -> None:
    path = packed(tmp_path / "book.xlsx", {"xl/workbook.xml": head})
    with pytest.raises(FileRefused, match="is not a readable Excel file"):
        recognise("book.xlsx", path, source)


def test_uploads_are_stored_under_names_of_our_own(files_home: Path) -> None:
    class Given(io.BytesIO):
        name = "../../etc/pass wd.CSV"

        def chunks(self) -> list[bytes]:
            return [self.getvalue()]

    ((name, path),) = store(7, [Given(b"a,b\n")])
    assert name == "pass wd.CSV"
    assert path.parent == files_home / "imports" / "7"
    assert path.name != name
    assert path.suffix == ".csv"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["13/1/2026", "1/2/2026"], "dmy"),
        (["1/13/2026", "1/2/2026"], "mdy"),
        (["1/2/2026"], ""),
        (["13/1/2026", "1/13/2026"], ""),
        (["2026-01-02", "soon"], ""),
    ],
)
def test_the_order_of_day_and_month_is_learned_from_the_column(cells: list[str], order: str) -> None:
    assert day_order(cells) == order


def test_the_order_is_used_for_the_whole_file(load: Callable[..., ImportRun]) -> None:
    head = "Opportunity ID,Stage,Amount,Close Date\n"
    run = load({"deals.csv": f"{head}1,Won,5,13/1/2026\n2,Won,5,2/1/2026\n"})
    assert counts(run) == {"deals.csv": {"rows": 2, "created": 2}}
    run = load({"deals.csv": f"{head}3,Won,5,2/1/2026\n"})
    assert counts(run) == {"deals.csv": {"rows": 1, "listed": 1}}


def test_units_of_headings_and_of_the_source_count(load: Callable[..., ImportRun]) -> None:
    load({"accounts.csv": "客户名称,年营业额(万元)\n甲,12\n"})
    load(
        {"accounts.csv": "Account Name,Revenue\nAcme,1100.04\n"},
        options={"units": {"account.annual_revenue": 1_000_000}},
    )
    assert dict(Account.objects.values_list("name", "annual_revenue")) == {"甲": 120_000, "Acme": 1_100_040_000}
