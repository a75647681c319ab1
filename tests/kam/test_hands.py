"""Parts of one work done side by side."""

import threading
import time

import pytest
from django.db import connection

from kam.lib.hands import side_by_side


def doubled(number: int) -> int:
    return 2 * number


@pytest.mark.django_db(transaction=True)
def test_every_part_is_done_once_by_several_threads():
    barrier, names = threading.Barrier(2, timeout=20), set()

    def work(number: int) -> int:
        if number < 2:
            barrier.wait()  # passes only when two are at work at once
        names.add(threading.current_thread().name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s * 2", [number])
            return cursor.fetchone()[0]

    assert sorted(side_by_side(work, range(20), hands=2)) == [2 * number for number in range(20)]
    assert len(names) == 2


@pytest.mark.django_db(transaction=True)
def test_an_error_ends_the_work():
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match=r"\d"):
        list(side_by_side(work, range(1000), hands=2))
    assert len(begun) < 1000


@pytest.mark.django_db(transaction=True)
def test_nothing_more_is_begun_once_nobody_wants_it():
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        time.sleep(0.001)  # the thread that wants no more gets its turn
        return number

    results = side_by_side(work, iter(range(100_000)), hands=2)
    next(results)
    results.close()
    assert len(begun) < 100_000


@pytest.mark.django_db
def test_inside_a_transaction_it_is_done_in_turn():
    here = threading.current_thread().name
    assert set(side_by_side(lambda _number: threading.current_thread().name, range(4), hands=2)) == {here}
    assert list(side_by_side(doubled, [1, 2], hands=2)) == [2, 4]
