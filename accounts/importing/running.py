"""Drives an import: step by step, file by file, block by block.

A block, or several small ones, is one transaction that also moves the run's mark (`ImportRun.progress`), so a run that
was killed goes on behind the last finished block. A check (`checking`) is the same work in a transaction that is taken back, so it foretells what
the run will do.
"""

import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from django.db import IntegrityError, connection, transaction

from accounts.importing import accounts, contacts, contracts, links, opportunities, people, products, revenue, teams
from accounts.importing.chunks import Chunk, Seen, Work
from accounts.importing.files import FilePlan
from accounts.importing.finishing import finish, touched_before
from accounts.importing.headers import KINDS
from accounts.importing.readers import BLOCK, PIECE, Ahead, Block, blocks
from accounts.importing.settling import Settled
from accounts.importing.writing import Locked
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
# What can be read of a block while the database is busy with the one before.
PREPARERS: dict[str, Callable[[Chunk], None]] = {"opportunity": opportunities.prepare}
LINKERS: dict[str, tuple[frozenset[str], Callable[[Chunk], list[str]]]] = {
    "person": (frozenset({"manager", "region"}), teams.place_people),
    "account": (frozenset({"parent"}), partial(links.set_links, links.PARENT)),
    "contact": (frozenset({"reports_to"}), partial(links.set_links, links.SUPERIOR)),
}

# States of imports that have brought nothing.
FRUITLESS = [*map(str, ImportRun.OPEN), str(ImportRun.State.CHECKING)]
HOLD = """
SELECT progress, EXISTS (
    SELECT FROM accounts_importrun WHERE source_id = r.source_id AND id <> r.id AND state <> ALL(%s)
), set_config('synchronous_commit', 'off', true)
FROM accounts_importrun r WHERE id = %s FOR UPDATE
"""


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
    if run.checked and not run.progress:
        run.rows.all().delete()  # what a check has foretold
    driver = Driver(run, report, by, size)
    driver.go()
    finish(run, driver.touched, by=by)


@dataclass(frozen=True)
class Task:
    """A block of a step's file that is read and not worked on yet; `chunks` holds what was prepared of it."""

    number: int
    step: Step
    block: Block
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.block.lines)


@dataclass(frozen=True)
class Kept:
    """What a part changes beside the database, as it was before."""

    progress: dict[str, int]
    counts: dict[str, dict[str, int]]
    seen: dict[str, Seen]
    stages: dict[int, Counter[str]]


class Driver:
    """The state of a run at work."""

    def __init__(self, run: ImportRun, report: Report, by: User | None, size: int) -> None:
        self.run, self.report, self.by, self.size = run, report, by, size
        self.piece = min(PIECE, size)
        self.plans = [FilePlan.of(saved) for saved in run.files]
        self.total = sum(plan.rows for plan in self.plans if plan.kind)
        self.done = 0
        self.goes_on = bool(run.progress)
        self.is_careful = self.goes_on  # looks for every record, also where none can be expected
        self.works: dict[int, Work] = {}
        self.seen: dict[str, Seen] = {}
        self.stages: dict[int, Counter[str]] = {}
        self.fresh: Counter[tuple[str, str]] = Counter()  # what the part at work has touched
        self.locked: Locked = {}
        self.worn: Chunk | None = None  # what was worked on last
        self.comes_first = False  # no other import of the source has brought anything
        self.touched = touched_before(run) if self.goes_on else Counter()

    def go(self) -> None:
        """All steps that are not done yet. When a row turns up again where none was expected, go on with care."""
        steps = steps_of(self.run)
        behind = steps[: self.run.progress.get("step", 0)]
        self.done = sum(self.plans[step.file].rows for step in behind if not step.links)
        try:
            self._through(steps)
        except IntegrityError:
            if self.is_careful:
                raise
            self.is_careful = True
            self._through(steps)
        first = next((number for number, step in enumerate(steps) if step.kind == "revenue"), len(steps))
        if max(first, self.run.progress.get("step", 0)) < len(steps):
            self._gather(first, [step.file for step in steps[first:]])
        self.report(self.total, self.total, "")

    def _through(self, steps: list[Step]) -> None:
        with closing(self._tasks(steps)) as found:
            tasks = Ahead(found)
            while tasks.look():
                self._part(tasks)

    def _tasks(self, steps: list[Step]) -> Generator[Task]:
        """The blocks behind the mark, but for revenue."""
        mark = dict(self.run.progress)
        for number, step in enumerate(steps):
            if step.kind == "revenue":
                return
            plan = self.plans[step.file]
            if number < mark.get("step", 0):
                continue
            after = max(mark["line"] if number == mark.get("step") else 0, plan.head)
            with closing(blocks(plan.table, len(plan.headers), after, self.piece)) as found:
                for block in found:
                    yield Task(number, step, block)

    def _work(self, number: int, step: Step) -> Work:
        """What the blocks of a step share."""
        if number not in self.works:
            plan = self.plans[step.file]
            is_first = self._is_first(step.kind)
            if step.kind not in self.seen:
                self.seen[step.kind] = _seen_before(self.run, step.kind) if self.goes_on else Seen()
            self.works[number] = Work(
                run=self.run,
                file=step.file,
                kind=step.kind,
                columns=plan.fields,
                by=self.by,
                is_first=is_first,
                rows=plan.rows,
                units=plan.units,
                dates=plan.dates,
                seen=self.seen[step.kind],
                stages=self.stages.setdefault(number, Counter()),
                touched=self.fresh,
                locked=self.locked,
            )
        return self.works[number]

    def _is_first(self, kind: str) -> bool:
        """Whether only this file can have brought rows of this kind from the source.

        Should something else have done so, the database refuses a row that comes again, and the part is done with care.
        """
        return not self.is_careful and kind in TARGETS and kind not in self.seen and self.comes_first

    def _part(self, tasks: Ahead[Task]) -> None:
        """One transaction."""
        kept = self._kept()
        try:
            rows, name = self._do(self._fitting(tasks), partial(self._prepare, tasks))
        except IntegrityError:
            self._go_back(kept)
            raise
        self._settled()
        self.done += rows
        self.report(min(self.done, self.total), self.total, name)

    def _fitting(self, tasks: Ahead[Task]) -> Iterator[Task]:
        """The next block, and those behind it as long as together they are no larger than one may be."""
        room = self.size
        while room > 0 and (task := tasks.look()) and (room == self.size or task.rows <= room):
            room -= task.rows
            yield next(tasks)

    def _do(self, tasks: Iterable[Task], meanwhile: Callable[[], object]) -> tuple[int, str]:
        """Returns how many rows were done, and the name of their last file."""
        self.locked.clear()
        rows = 0
        with transaction.atomic():
            self._hold()
            for task in tasks:
                step, work = task.step, self._work(task.number, task.step)
                for number in [number for number in self.works if number < task.number]:
                    del self.works[number]  # memory does not grow with the files
                work.meanwhile = meanwhile
                act = LINKERS[step.kind][1] if step.links else LOADERS[step.kind]
                chunk = task.chunks.pop() if task.chunks else Chunk(work, task.block)
                self._count(step.file, act(chunk if chunk.work is work else Chunk(work, task.block)))
                if work.stages:
                    self.run.files[step.file]["stages"] = _most(work.stages)
                rows += 0 if step.links else task.rows
                self.worn = chunk
            self._mark({"step": task.number, "line": task.block.end})
        return rows, self.plans[step.file].name

    def _prepare(self, tasks: Ahead[Task]) -> None:
        """Read the next block while the database is busy, and of its cells what needs no look at it.

        The block before goes now: thousands of cells take their time to be forgotten.
        """
        self.worn = None
        for place in (0, 1):
            task = tasks.look(place)
            if task and not task.step.links:
                if task.step.kind in PREPARERS and not task.chunks:
                    task.chunks.append(Chunk(self._work(task.number, task.step), task.block))
                    PREPARERS[task.step.kind](task.chunks[0])
                return  # a second look at a file leaves the database little to do: then what follows is read as well

    def _kept(self) -> Kept:
        return Kept(
            dict(self.run.progress),
            {file: dict(counts) for file, counts in self.run.counts.items()},
            {kind: seen.copy() for kind, seen in self.seen.items()},
            {number: stages.copy() for number, stages in self.stages.items()},
        )

    def _go_back(self, kept: Kept) -> None:
        self.run.progress, self.run.counts = kept.progress, kept.counts
        self.seen, self.stages = kept.seen, kept.stages
        self.works.clear()  # their books may hold records that are gone again
        self.fresh.clear()

    def _settled(self) -> None:
        self.touched.update(self.fresh)
        self.fresh.clear()

    def _gather(self, number: int, files: list[int]) -> None:
        """Revenue is settled as a whole, in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            self._hold()
            revenue.begin(cursor)
            for place, file in enumerate(files):
                self.works.clear()
                plan, work = self.plans[file], self._work(number + place, Step("revenue", file))
                with closing(blocks(plan.table, len(plan.headers), plan.head, self.piece)) as found:
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
            cursor.execute(HOLD, [FRUITLESS, self.run.pk])
            progress, others, _setting = cursor.fetchone()
            if json.loads(progress) != self.run.progress:
                raise RunMoved
            self.comes_first = not others

    def _count(self, file: int, result: Settled | list[str]) -> None:
        counts = Counter(self.run.counts.get(str(file), {}))
        if isinstance(result, Settled):
            counts.update(result.outcomes)
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
