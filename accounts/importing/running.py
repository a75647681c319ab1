"""Drives an import: step by step, file by file, block by block.

A block is one transaction that also moves the run's mark (`ImportRun.progress`), so a run that was killed goes on behind
the last finished block. A check (`checking`) is the same work in a transaction that is taken back, so it foretells what
the run will do.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, connection, transaction

from accounts.importing import accounts, contacts, contracts, links, opportunities, people, products, revenue, teams
from accounts.importing.chunks import Chunk, Seen, Work
from accounts.importing.files import FilePlan
from accounts.importing.finishing import finish, touched_before
from accounts.importing.headers import KINDS
from accounts.importing.readers import BLOCK, Ahead, Block, blocks
from accounts.importing.settling import Settled
from accounts.models import ImportRow, ImportRun, User

TARGETS = {
    "account": accounts.TARGET,
    "contact": contacts.TARGET,
    "opportunity": opportunities.TARGET,
    "contract": contracts.TARGET,
}
type Report = Callable[[int, int, str], None]
LOADERS: dict[str, Callable[[Chunk], Settled]] = {
    "person": people.load,
    "product": products.load,
    "account": accounts.load,
    "contact": contacts.load,
    "opportunity": opportunities.load,
    "contract": contracts.load,
}
LINKERS: dict[str, tuple[frozenset[str], Callable[[Chunk], list[str]]]] = {
    "person": (frozenset({"manager", "region"}), teams.place_people),
    "account": (frozenset({"parent"}), partial(links.set_links, links.PARENT)),
    "contact": (frozenset({"reports_to"}), partial(links.set_links, links.SUPERIOR)),
}


class RunMoved(Exception):  # noqa: N818 -- another worker has gone on with this run
    """The run's mark is not where this worker left it."""


@dataclass(frozen=True)
class Step:
    """One pass over a file."""

    kind: str
    file: int
    links: bool = False


def steps_of(run: ImportRun) -> list[Step]:
    """What names others comes after what it names; links of a kind come after all its rows."""
    steps = []
    for kind in KINDS:
        files = [place for place, saved in enumerate(run.files) if saved["kind"] == kind]
        steps += [Step(kind, place) for place in files]
        if kind in LINKERS:
            needed = LINKERS[kind][0]
            steps += [
                Step(kind, place, links=True) for place in files if needed & set(run.files[place]["columns"].values())
            ]
    return steps


def run_import(run: ImportRun, *, report: Report, by: User | None, size: int = BLOCK) -> None:
    """Import all files of a run, from where it stands. Counts and mark are stored block by block."""
    if not run.progress:
        run.rows.all().delete()  # what a check has foretold
    driver = Driver(run, report, by, size)
    driver.go()
    finish(run, driver.touched, by=by)


class Driver:
    """The state of a run at work."""

    def __init__(self, run: ImportRun, report: Report, by: User | None, size: int) -> None:
        self.run, self.report, self.by, self.size = run, report, by, size
        self.plans = [FilePlan.of(saved) for saved in run.files]
        self.total = sum(plan.rows for plan in self.plans if plan.kind)
        self.done = 0
        self.goes_on = bool(run.progress)
        self.seen: dict[str, Seen] = {}
        self.touched = touched_before(run) if self.goes_on else Counter()

    def go(self) -> None:
        """All steps that are not done yet."""
        steps = steps_of(self.run)
        for number, step in enumerate(steps):
            mark = self.run.progress
            if number < mark.get("step", 0):
                self.done += 0 if step.links else self.plans[step.file].rows
                continue
            after = mark["line"] if number == mark.get("step") else 0
            if step.kind == "revenue":
                self._gather(number, [later.file for later in steps[number:]])
                break
            self._pass(number, step, after)
        self.report(self.total, self.total, "")

    def _work(self, step: Step) -> Work:
        plan = self.plans[step.file]
        if step.kind not in self.seen:
            self.seen[step.kind] = _seen_before(self.run, step.kind) if self.goes_on else Seen()
        return Work(
            run=self.run,
            file=step.file,
            kind=step.kind,
            columns=plan.fields,
            by=self.by,
            is_first=self._is_first(step.kind),
            units=plan.units,
            dates=plan.dates,
            seen=self.seen[step.kind],
        )

    def _is_first(self, kind: str) -> bool:
        """Whether nothing of this kind has come from the source yet, so that only this run can have brought a row."""
        target = TARGETS.get(kind)
        return (
            not self.goes_on
            and target is not None
            and not target.model.objects.filter(source=self.run.source.name).exists()
        )

    def _pass(self, number: int, step: Step, after: int) -> None:
        plan, work = self.plans[step.file], self._work(step)
        with closing(blocks(plan.table, len(plan.headers), max(after, plan.head), self.size)) as found:
            ahead = Ahead(found)
            work.meanwhile = ahead.look
            for block in ahead:
                try:
                    self._block(number, step, work, block)
                except IntegrityError:
                    if not work.is_first:
                        raise
                    work.is_first = False
                    work.touched.clear()
                    self._block(number, step, work, block)
                if not step.links:
                    self.done += len(block.lines)
                self.report(min(self.done, self.total), self.total, plan.name)

    def _block(self, number: int, step: Step, work: Work, block: Block) -> None:
        act = LINKERS[step.kind][1] if step.links else LOADERS[step.kind]
        with transaction.atomic():
            self._hold()
            result = act(Chunk(work, block))
            self._count(step.file, result)
            if work.stages:
                self.run.files[step.file]["stages"] = _most(work.stages)
            self._mark({"step": number, "line": block.end})
        self.touched.update(work.touched)
        work.touched.clear()

    def _gather(self, number: int, files: list[int]) -> None:
        """Revenue is settled as a whole, in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            self._hold()
            revenue.begin(cursor)
            for file in files:
                plan, work = self.plans[file], self._work(Step("revenue", file))
                with closing(blocks(plan.table, len(plan.headers), plan.head, self.size)) as found:
                    for block in found:
                        revenue.gather(Chunk(work, block))
                        self.done += len(block.lines)
                        self.report(min(self.done, self.total), self.total, plan.name)
            for file, outcome, count in revenue.settle_gathered(cursor, work):
                counts = self.run.counts.setdefault(str(file), {"rows": 0})
                counts[outcome] = count
                counts["rows"] += count
            self._mark({"step": number + len(files), "line": 0})
        self.touched.update(work.touched)

    def _hold(self) -> None:
        """One worker at a time; one that was given up and comes back finds the mark moved.

        Blocks need not reach the disk one by one: with a block its mark is lost as well, and `finish` waits for all.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT progress, set_config('synchronous_commit', 'off', true) FROM accounts_importrun "
                "WHERE id = %s FOR UPDATE",
                [self.run.pk],
            )
            if json.loads(cursor.fetchone()[0]) != self.run.progress:
                raise RunMoved

    def _count(self, file: int, result: Settled | list[str]) -> None:
        counts = Counter(self.run.counts.get(str(file), {}))
        if isinstance(result, Settled):
            counts.update(map(str, result.outcomes))
            counts["rows"] += len(result.outcomes)
        else:  # a second look: rows that were unchanged are updated after all
            counts.update(map(str, result))
            counts["unchanged"] -= len(result)
        self.run.counts[str(file)] = dict(counts)

    def _mark(self, mark: dict[str, int]) -> None:
        self.run.progress = mark
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_importrun SET progress = %s, counts = %s, files = %s WHERE id = %s",
                [*map(json.dumps, (mark, self.run.counts, self.run.files)), self.run.pk],
            )


def _most(stages: Counter[str]) -> dict[str, int]:
    named = Counter({" ".join(stage.split()): count for stage, count in stages.items() if stage.strip()})
    return dict(named.most_common(100))


def _seen_before(run: ImportRun, kind: str) -> Seen:
    """The records that finished blocks of this run have met."""
    seen = Seen()
    rows = ImportRow.objects.filter(run=run, kind=kind, target_id__isnull=False)
    for pk in rows.values_list("target_id", flat=True).order_by().iterator(chunk_size=10_000):
        seen.add([str(pk)])
    return seen
