"""An import can be taken back, as far as nobody has gone on working with it."""

from collections.abc import Callable

import pytest

from accounts.importing.runs import ImportRefused, import_create_from_folder
from accounts.importing.undoing import import_undo, undo_import
from accounts.models import Account, AuditEvent, Contract, ImportRun, Opportunity, Revenue, Stakeholder, User
from accounts.services.rows import row_create, row_update
from tests.accounts.importing.conftest import DATA, silent


@pytest.fixture
def run(load: Callable[..., ImportRun]) -> ImportRun:
    """The small set, imported."""
    return load(DATA)


def test_what_nobody_touched_is_removed(run: ImportRun, administrator: User) -> None:
    removed = undo_import(run, report=silent, by=administrator)
    assert removed == {"revenue": 2, "contract": 2, "opportunity": 10, "contact": 4, "account": 9}
    for model in (Revenue, Contract, Opportunity, Stakeholder):
        assert not model.objects.exists()
    assert Account.objects.filter(archived_at=None).count() == 0
    assert AuditEvent.objects.filter(verb="account.archived", by=administrator).count() == 9
    event = AuditEvent.objects.get(
        verb="import.undone", account__name="Betatech", changes__has_key="opportunity.removed"
    )
    assert event.changes == {"opportunity.removed": [None, 5]}
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE


def test_what_somebody_worked_on_stays(run: ImportRun, administrator: User) -> None:
    deal, other = Opportunity.objects.filter(account__name="Betatech").order_by("external_id")[:2]
    row_update(deal, changes={"next_step": "Call"}, by=administrator)
    row_create(Contract(account=other.account, name="New", renewal_deal=other), by=administrator)
    row_update(Stakeholder.objects.get(name="王小明"), changes={"stance": 1}, by=administrator)
    removed = undo_import(run, report=silent, by=administrator)
    assert removed["opportunity"] == 8
    assert set(Opportunity.objects.all()) == {deal, other}
    assert set(Account.objects.filter(archived_at=None).values_list("name", flat=True)) == {
        "Betatech",
        "Acme Corporation",
    }
    assert Stakeholder.objects.get().name == "王小明"


def test_a_superior_stays_with_the_one_who_stays(run: ImportRun, administrator: User) -> None:
    row_update(Stakeholder.objects.get(name="李芳"), changes={"influence": 4}, by=administrator)
    undo_import(run, report=silent, by=administrator)
    assert set(Stakeholder.objects.values_list("name", flat=True)) == {"王小明", "李芳"}


def test_a_second_time_there_is_nothing_left(run: ImportRun, administrator: User) -> None:
    undo_import(run, report=silent, by=administrator)
    assert not any(undo_import(run, report=silent, by=administrator).values())


def test_only_an_import_that_is_done_can_be_undone(administrator: User) -> None:
    run = import_create_from_folder(source="crm", folder=DATA, by=administrator)
    with pytest.raises(ImportRefused):
        import_undo(run=run, by=administrator)
