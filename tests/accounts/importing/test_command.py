"""The command line does what the pages do."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, AuditEvent, ImportRun, ImportSource, User
from tests.accounts.importing.conftest import DATA
from tests.factories import UserFactory


def run(*words: object) -> str:
    out = StringIO()
    call_command("import_crm", *words, stdout=out)
    return out.getvalue()


def test_import_crm_prints_what_became_of_the_rows(administrator: User) -> None:
    said = run(str(DATA), "--source", "ours", "--by", "Administrator@example.com", "--currency", "usd")
    lines = said.splitlines()
    assert lines[0].split() == ["rows", "created", "updated", "unchanged", "merged", "listed"]
    assert lines[1].split()[-6:] == ["14", "9", "0", "0", "2", "3"]
    assert lines[2].split() == ["data_dictionary.csv", "not", "data"]
    assert "accounts.csv:12: “four and a half” is not a number (customer's own revenue)." in lines
    assert ImportRun.objects.get().by == administrator
    assert ImportSource.objects.get().options == {"currency": "USD"}
    assert set(Account.objects.values_list("source", "currency")) == {("ours", "USD")}


def test_a_dry_run_changes_nothing(db: None) -> None:
    said = run(str(DATA), "--dry-run")
    assert "nothing was changed" in said
    assert said.splitlines()[1].split()[-6:] == ["14", "9", "0", "0", "2", "3"]
    assert not Account.objects.exists()
    assert not AuditEvent.objects.exclude(verb="import.created").exists()


def test_a_stopped_run_can_be_resumed(db: None) -> None:
    run(str(DATA), "--dry-run")
    pk = ImportRun.objects.get().pk
    assert f"Import {pk} done" in run(str(DATA), "--resume", str(pk))
    with pytest.raises(CommandError, match="no such import"):
        run(str(DATA), "--resume", str(pk))


def test_only_who_may_import_is_taken(db: None) -> None:
    UserFactory(email="leader@example.com", role="leader")
    for email in ("leader@example.com", "nobody@example.com"):
        with pytest.raises(CommandError, match="nobody who may import"):
            run(str(DATA), "--by", email)


def test_what_is_no_folder_or_no_table_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        run(str(tmp_path / "missing"))
    (tmp_path / "fake.csv").write_bytes(b"PK\x03\x04 zipped")
    with pytest.raises(CommandError, match=r"fake.csv is not a text file\."):
        run(str(tmp_path))
