"""Many rows are written by COPY; row checks are spared for those whose keys are known, and for nothing else."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.importing.writing import FEW, copy_new, may_spare_checks
from accounts.models import Account, Opportunity, Product
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def role() -> str:
    """Whether the database checks rows, asked past Django, as COPY goes."""
    return connection.connection.execute("SHOW session_replication_role").fetchone()[0]


def deals(account: Account | None, first: int, *, size: int = FEW) -> dict[str, list[str]]:
    """The cells of new deals."""
    ids = [str(first + number) for number in range(size)]
    return {"id": ids, "name": ids, "external_id": ids, "account": [str(account.pk) if account else "999"] * size}


@pytest.fixture
def spared():
    """A transaction in which row checks are spared."""
    assert may_spare_checks()
    account = AccountFactory()
    with connection.cursor() as cursor:
        copy_new(cursor, Opportunity, deals(account, 1_000_000), checked=True)
    assert role() == "replica"
    return account


def test_checks_stay_off_from_one_copy_to_the_next(spared):
    with connection.cursor() as cursor:
        copy_new(cursor, Opportunity, deals(spared, 2_000_000), checked=True)
    assert role() == "replica"
    assert Opportunity.objects.filter(account=spared).count() == 2 * FEW


def test_any_other_statement_is_checked_again(spared):
    Account.objects.filter(pk=spared.pk).exists()
    assert role() == "origin"
    assert connection.execute_wrappers == []


def test_rows_that_are_named_without_being_known_are_checked_again(spared):
    with connection.cursor() as cursor:
        copy_new(cursor, Product, {"name": ["A"], "name_key": ["a"]})
    assert role() == "origin"


def test_an_iterator_is_checked_again(spared):
    assert len(list(Opportunity.objects.filter(account=spared).iterator(chunk_size=50))) == FEW
    assert role() == "origin"


def test_what_is_taken_back_takes_the_setting_with_it(spared):
    Account.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        copy_new(cursor, Opportunity, deals(spared, 3_000_000) | {"external_id": ["twice"] * FEW}, checked=True)
    assert role() == "origin"
    assert connection.execute_wrappers == []


def test_few_rows_are_not_worth_it():
    with connection.cursor() as cursor:
        copy_new(cursor, Opportunity, deals(AccountFactory(), 1_000_000, size=3), checked=True)
    assert role() == "origin"


def test_keys_that_are_not_known_are_checked():
    with connection.cursor() as cursor:
        copy_new(cursor, Opportunity, deals(None, 1_000_000), checked=False)
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)
