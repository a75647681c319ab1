"""Methods and their next versions as administrators see them: what differs, who would change band."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Account, Job
from kam.lib import shown
from scoring.engine import numbers
from scoring.models import Method, MethodDraft
from scoring.selectors import methods
from scoring.words_methods import OUTCOMES, label_of

COMPARE = "scoring.compare"
# The methods whose next version is made here; cis-1 also needs statements, which are no numbers.
DRAFTED = (Method.Model.HEALTH, Method.Model.VIABILITY, Method.Model.SELECTION)


@dataclass(frozen=True, slots=True)
class Difference:
    """One number in two versions."""

    path: str
    factor: str
    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One number that two people changed at once."""

    label: str | Promise
    mine: str
    theirs: str
    before: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One account that would change band."""

    account: Account
    score: str
    group: str | Promise
    new_score: str
    new_group: str | Promise


@dataclass(frozen=True, slots=True)
class Comparison:
    """The draft beside the method in force, over all accounts."""

    job: Job
    is_of_now: bool  # the draft has not been changed since
    compared: int
    failed: int
    changed: int
    mean_change: float | None
    groups: Sequence[str | Promise]
    table: Sequence[tuple[str | Promise, Sequence[tuple[int, bool]]]]  # today's group, (accounts, stays)
    named: Sequence[Moved]


def open_drafts() -> dict[str, MethodDraft]:
    """The drafts by model."""
    return {draft.model: draft for draft in MethodDraft.objects.select_related("by")}


def of_model(model: str) -> list[Method]:
    """Every published version of a model, newest first."""
    rows = Method.objects.filter(model=model).select_related("published_by")
    return list(rows.order_by("-published_at", "-pk"))


def written(value: Any) -> str:
    """A number, numbers or points as the form takes them."""
    if isinstance(value, list | tuple):
        return "  ".join(":".join(f"{x:g}" for x in v) if isinstance(v, list | tuple) else f"{v:g}" for v in value)
    return shown.UNKNOWN if value is None else f"{value:.10g}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs, in the order of the method."""
    return [
        Difference(path, _factor(path), label_of(path), written(old), written(new))
        for path, (old, new) in numbers.differences(before, after).items()
    ]


def _factor(path: str) -> str:
    key = path.rpartition(".")[2]
    return key if key[-1:].isdigit() else ""


def from_today(draft: MethodDraft) -> list[Difference]:
    """What the draft changes."""
    today = methods.loaded(methods.newest(draft.model)).to_dict()  # in the order of the method
    return differences(today, methods.checked(draft.model, draft.parameters).to_dict())


def clashes(fields: Iterable[str], mine: Mapping[str, Any], theirs: MethodDraft, before: Any) -> list[Clash]:
    """Both versions of the numbers in conflict."""
    now = numbers.flat(theirs.parameters)
    return [
        Clash(label_of(path), written(mine[path]), written(now[path]), written(before.get(path))) for path in fields
    ]


def comparison_job(draft: MethodDraft) -> Job | None:
    """The newest comparison of the draft, whatever its state."""
    return Job.objects.filter(kind=COMPARE, key__startswith=f"{draft.pk}:").order_by("-pk").first()


def comparison(draft: MethodDraft, job: Job | None) -> Comparison | None:
    """The last comparison that was finished; None before the first."""
    if job is None or job.state != Job.State.DONE or "moves" not in job.result:
        return None
    found, words = job.result, OUTCOMES[draft.model]
    counts = {(old, new): count for old, new, count in found["moves"]}
    table = [
        (words[old], [(counts.get((old, new), 0), old == new) for new in words])
        for old in words
        if any(old == first for first, _second in counts)
    ]
    return Comparison(
        job=job,
        is_of_now=job.key == f"{draft.pk}:{draft.version}",
        compared=found["compared"],
        failed=found["failed"],
        changed=found["changed"],
        mean_change=found["mean_change"],
        groups=list(words.values()),
        table=table,
        named=_named(found["named"], words),
    )


def _named(rows: Sequence[Sequence[Any]], words: Mapping[str, str | Promise]) -> list[Moved]:
    accounts = Account.objects.in_bulk([row[0] for row in rows])
    return [
        Moved(accounts[pk], shown.score(score), words[group], shown.score(new_score), words[new_group])
        for pk, score, group, new_score, new_group in rows
        if pk in accounts
    ]


def running_words(job: Job) -> str:
    """What a comparison that is not over says of itself."""
    return _("Comparing all accounts") if job.state == Job.State.RUNNING else _("Waiting")
