"""How higher apps learn what a score asks for, without scoring knowing them. Registered in `AppConfig.ready()`.

What a low answer asks for is written in the transaction that closes the wave: both are kept, or neither. After
re-scoring callbacks run once the transaction has been committed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction


@dataclass(frozen=True, slots=True)
class LowAnswer:
    """What a closed wave asks to be followed up within 10 working days: "closing the loop".

    In named mode one of the people who decide answered a statement with 3 or less; in confidential mode nobody is
    named (`stakeholder_id` is None) and the mean of a statement is low. A score that fell has neither.
    """

    account_id: int
    wave_id: int
    statement: str  # CS4, or "" when the score as a whole fell
    stakeholder_id: int | None = None


type LowAnswerCallback = Callable[[Sequence[LowAnswer]], None]

LOW_ANSWER: list[LowAnswerCallback] = []


def on_low_answer(callback: LowAnswerCallback) -> LowAnswerCallback:
    """Register what is to happen, in the same transaction, with low answers of a wave that closes."""
    if callback not in LOW_ANSWER:
        LOW_ANSWER.append(callback)
    return callback


def low_answers_found(found: Sequence[LowAnswer]) -> None:
    """Tell everybody who registered, at once: a process that dies later cannot lose what follows."""
    for callback in LOW_ANSWER if found else ():
        callback(found)


type RescoredCallback = Callable[[Sequence[int]], None]

RESCORED: list[RescoredCallback] = []


def on_rescored(callback: RescoredCallback) -> RescoredCallback:
    """Register what is to happen when accounts were scored after a change; usable as a decorator."""
    if callback not in RESCORED:
        RESCORED.append(callback)
    return callback


def rescored(account_ids: Sequence[int]) -> None:
    """Tell everybody who registered, after the commit."""
    for callback in RESCORED if account_ids else ():
        transaction.on_commit(partial(callback, account_ids), robust=True)
