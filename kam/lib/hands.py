"""Parts of one work done side by side by a few threads: one computes while the database works for another."""

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from django.db import connection, connections

OVER: Any = object()


def side_by_side[P, R](work: Callable[[P], R], parts: Iterable[P], *, hands: int) -> Generator[R]:
    """The result of each part, in the order in which they are ready; every thread has a connection of its own.

    After an error, or when nobody wants more results, no further part is begun; those at work are waited for. Inside a
    transaction the parts are done one after the other: another connection would not see what it has written.
    """
    if hands == 1 or connection.in_atomic_block:
        yield from map(work, parts)
        return
    waiting, lock, stop = iter(parts), threading.Lock(), threading.Event()
    results: SimpleQueue[R] = SimpleQueue()

    def hand() -> None:
        try:
            while not stop.is_set():
                with lock:
                    part = next(waiting, OVER)
                if part is OVER:
                    return
                results.put(work(part))
        except BaseException:
            stop.set()
            raise
        finally:
            connections.close_all()
            results.put(OVER)

    with ThreadPoolExecutor(hands) as pool:
        futures = [pool.submit(hand) for _number in range(hands)]
        try:
            at_work = hands
            while at_work:
                if (result := results.get()) is OVER:
                    at_work -= 1
                else:
                    yield result
            for future in futures:
                future.result()
        finally:
            stop.set()
