"""Who would change band with a draft of a method: every account computed twice from its stored inputs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from itertools import batched
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Progress, handles
from accounts.models import Account, Job
from scoring.engine import health, selection, viability
from scoring.models import Assessment, Method, MethodDraft, ScoreSnapshot
from scoring.selectors import assessments, methods, snapshots

KIND = "scoring.compare"
BATCH = 2_000
MOST_NAMED = 200
GREY = "grey"


def comparison_key(draft: MethodDraft) -> str:
    """The name of the comparison of the draft as it is now."""
    return f"{draft.pk}:{draft.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One account with one version: its score, and the band, side or advice that this makes."""

    score: float | None
    group: str


@dataclass
class Tally:
    """What a comparison has found so far."""

    compared: int = 0
    failed: int = 0  # the draft cannot compute them
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    gained: float = 0.0
    scored: int = 0
    named: list[tuple[float, int, Outcome, Outcome]] = field(default_factory=list)

    def add(self, account_id: int, now: Outcome, then: Outcome | None) -> None:
        """Count one account."""
        self.compared += 1
        if then is None:
            self.failed += 1
            return
        self.moves[now.group, then.group] += 1
        change = 0.0
        if now.score is not None and then.score is not None:
            change = then.score - now.score
            self.scored += 1
            self.gained += change
        if now.group != then.group:
            self.named.append((abs(change), account_id, now, then))
            if len(self.named) > 4 * MOST_NAMED:
                self.named = nlargest(MOST_NAMED, self.named, key=lambda row: row[0])

    def as_json(self) -> dict[str, Any]:
        """What the job keeps."""
        named = nlargest(MOST_NAMED, self.named, key=lambda row: row[0])
        return {
            "compared": self.compared,
            "failed": self.failed,
            "changed": sum(count for (old, new), count in self.moves.items() if old != new),
            "mean_change": self.gained / self.scored if self.scored else None,
            "moves": [[old, new, count] for (old, new), count in sorted(self.moves.items())],
            "named": [[pk, now.score, now.group, then.score, then.group] for _change, pk, now, then in named],
        }


@handles(KIND, _("Comparison of a draft"))
def compare_run(job: Job, progress: Progress) -> dict[str, Any]:
    """Compare the draft with the method in force. A run that was lost begins anew: it writes nothing but its result."""
    draft = MethodDraft.objects.get(pk=job.params["draft"])
    tally = Tally()
    if comparison_key(draft) != job.key:  # it was changed before its turn came
        return {"stale": True}
    now = methods.loaded(methods.newest(draft.model))
    then = methods.checked(draft.model, draft.parameters)
    pairs = _scorecards if draft.model == Method.Model.SELECTION else _snapshots
    ids = _compared_ids(draft.model)
    for place, batch in enumerate(batched(ids, BATCH)):
        for account_id, first, second in pairs(draft.model, batch, now, then):
            tally.add(account_id, first, second)
        progress(min((place + 1) * BATCH, len(ids)), len(ids))
    return tally.as_json()


def _compared_ids(model: str) -> list[int]:
    if model == Method.Model.SELECTION:
        cards = Assessment.objects.filter(is_latest=True, account__archived_at=None).exclude(result={})
        return list(cards.order_by("pk").values_list("pk", flat=True))
    return list(Account.objects.filter(archived_at=None).order_by("pk").values_list("pk", flat=True))


type Compared = Iterator[tuple[int, Outcome, Outcome | None]]


def _snapshots(model: str, ids: Sequence[int], now: Any, then: Any) -> Compared:
    outcome = _health if model == ScoreSnapshot.Model.HEALTH else _viability
    for past in snapshots.latest(ids, model, timezone.localdate()).values():
        inputs = past.inputs
        yield past.account_id, outcome(inputs, now), _or_none(outcome, inputs, then)


def _or_none(outcome: Any, inputs: Any, method: Any) -> Outcome | None:
    """None when the draft refuses the inputs, such as a correction beyond its limit."""
    try:
        found: Outcome = outcome(inputs, method)
    except ValueError:
        return None
    return found


def _health(inputs: dict[str, Any], method: health.Method) -> Outcome:
    result = health.evaluate(health.Inputs.from_dict(inputs), method)
    return Outcome(result.shown, result.band or GREY)


def _viability(inputs: dict[str, Any], method: viability.Method) -> Outcome:
    result = viability.evaluate(viability.Inputs(**inputs), method)
    if result.score is None:
        return Outcome(None, GREY)
    return Outcome(result.score, "high" if viability.is_high(result.score, method) else "low")


def _scorecards(model: str, ids: Sequence[int], now: selection.Method, then: selection.Method) -> Compared:
    del model
    for row in Assessment.objects.filter(pk__in=ids).order_by("pk"):
        own = row.inputs["programme"]
        inputs = assessments.stored_inputs(row)
        first, second = (
            selection.light(replace(method, **own)) if row.variant == "light" else replace(method, **own)
            for method in (now, then)
        )
        yield row.account_id, _advice(inputs, first), _or_none(_advice, inputs, second)


def _advice(inputs: selection.Inputs, method: selection.Method) -> Outcome:
    result = selection.evaluate(inputs, method)
    return Outcome(result.total, result.decision)
