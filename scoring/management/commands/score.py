"""``manage.py score MODEL FILE.json``: scores cases by a published method, without a database."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.engine import cases

BAD_INPUT = 2


class Command(BaseCommand):
    """Prints ``[{"id", "model", "result", "explanation"}]``, numbers not rounded."""

    help = (
        "Scores the cases of a JSON file, one {id, input} or a list of them, and prints the results as JSON. "
        "Wrong input ends with a message that names the case and the key, and exit status 2."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """MODEL and FILE."""
        parser.add_argument("model", metavar="MODEL", choices=cases.MODELS, help=", ".join(cases.MODELS))
        parser.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")

    def handle(self, *args: object, model: str, file: str, **options: object) -> None:
        """Reads, scores, prints."""
        try:
            answers = cases.run(model, read_json(file))
        except cases.CaseError as error:
            refuse(str(error))
        self.stdout.write(json.dumps(answers, indent=2, ensure_ascii=False, allow_nan=False))


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
