"""``manage.py score MODEL FILE.json``: scores cases by a published method, without a database.

``manage.py score --snapshot ID`` computes a stored score again from its stored inputs; ``--snapshot all`` every one,
and every decided scorecard and closed wave with them.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.engine import cases
from scoring.models import Assessment, ScoreSnapshot, Wave
from scoring.selectors import assessments, snapshots
from scoring.services.waves import wave_recomputed

DIFFERS = 1
BAD_INPUT = 2
BATCH = 2_000


class Command(BaseCommand):
    """Prints ``[{"id", "model", "result", "explanation"}]``, numbers not rounded."""

    help = (
        "Scores the cases of a JSON file, one {id, input} or a list of them, and prints the results as JSON. "
        "Wrong input ends with a message that names the case and the key, and exit status 2."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """MODEL and FILE, or a stored snapshot."""
        models = ", ".join(cases.MODELS)
        parser.add_argument("model", metavar="MODEL", choices=cases.MODELS, nargs="?", help=models)
        parser.add_argument("file", metavar="FILE", nargs="?", help="a JSON file, or - for standard input")
        parser.add_argument(
            "--snapshot", metavar="ID", help="compute a stored score again; all: every one, status 1 if any differs"
        )

    def handle(
        self, *args: object, model: str | None, file: str | None, snapshot: str | None, **options: object
    ) -> None:
        """Reads, scores, prints."""
        if snapshot is not None:
            self._again(snapshot)
            return
        if model is None or file is None:
            refuse("MODEL and FILE are needed, or --snapshot ID")
        try:
            answers = cases.run(model, read_json(file))
        except cases.CaseError as error:
            refuse(str(error))
        self.stdout.write(json.dumps(answers, indent=2, ensure_ascii=False, allow_nan=False))

    def _again(self, wanted: str) -> None:
        answer = self._all_again() if wanted == "all" else _one_again(wanted)
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        if not answer["same"]:
            raise CommandError("A stored score is not what its inputs give.", returncode=DIFFERS)

    def _all_again(self) -> dict[str, Any]:
        differing: list[dict[str, Any]] = []
        counts: Counter[str] = Counter()
        for kind, answers in (("checked", _scores()), ("scorecards", _scorecards()), ("waves", _waves())):
            for answer in answers:
                counts[kind] += 1
                if not answer["same"]:
                    differing.append(answer)
        found = {kind: counts[kind] for kind in ("checked", "scorecards", "waves")}
        return {**found, "differing": differing, "same": not differing}


def _scores() -> Iterator[dict[str, Any]]:
    for row in ScoreSnapshot.objects.order_by("pk").iterator(chunk_size=BATCH):
        yield _checked(row)


def _scorecards() -> Iterator[dict[str, Any]]:
    decided = Assessment.objects.filter(status=Assessment.Status.DECIDED).exclude(result={}).order_by("pk")
    for row in decided.iterator(chunk_size=BATCH):
        head = {"id": row.pk, "account": row.account_id, "model": "select", "method": row.method}
        yield _compared(head, row.result, assessments.result_json(assessments.recomputed(row)))


def _waves() -> Iterator[dict[str, Any]]:
    closed = Wave.objects.filter(closed_at__isnull=False).exclude(inputs={}).order_by("pk")
    for row in closed.iterator(chunk_size=BATCH):
        stored = {name: value for name, value in row.result.items() if name != "trend"}
        head = {"id": row.pk, "account": row.account_id, "model": "cis", "method": row.method}
        yield _compared(head, stored, wave_recomputed(row))


def _compared(head: dict[str, Any], stored: dict[str, Any], computed: dict[str, Any]) -> dict[str, Any]:
    """Whether both are the same to the last digit, as the database gives them back."""
    again = json.loads(json.dumps(computed))
    return {**head, "same": again == stored, "stored": stored, "computed": again}


def _one_again(wanted: str) -> dict[str, Any]:
    if not wanted.isdigit():
        refuse(f"--snapshot {wanted}: a number or all is needed")
    row = ScoreSnapshot.objects.filter(pk=int(wanted)).first()
    if row is None:
        refuse(f"--snapshot {wanted}: there is no score of that number")
    return _checked(row)


def _checked(row: ScoreSnapshot) -> dict[str, Any]:
    """The stored result, the one that its inputs give, and whether they are the same to the last digit."""
    head = {"id": row.pk, "account": row.account_id, "model": row.model, "method": row.method, "day": f"{row.day}"}
    computed = snapshots.as_stored(snapshots.recomputed(row))
    return {**head, "same": computed == row.result, "stored": row.result, "computed": computed}


def read_json(file: str) -> object:
    """The content of a JSON file or of standard input; ends with status 2 when it cannot be read."""
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except OSError as error:
        refuse(f"{name} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        refuse(f"{name} is not UTF-8 text")
    except (ValueError, RecursionError) as error:
        refuse(f"{name} is not valid JSON: {error}")


def refuse(message: str) -> NoReturn:
    """Ends the command with a message and exit status 2."""
    raise CommandError(message, returncode=BAD_INPUT)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} is there twice")
    return data
