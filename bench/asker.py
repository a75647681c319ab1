"""Processes that stay and take orders, so that what is measured does not start anew each time."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.place import LAST_WORDS, ROOT, LocalError


class Asker:
    """A process of the application that is told what to do and answers with what it measured."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self.log = process, log

    def order(self, words: str) -> Any:
        """Send an order and read the answer."""
        with contextlib.suppress(BrokenPipeError):
            print(words, file=self.process.stdin, flush=True)
        if line := (self.process.stdout or io.StringIO()).readline():
            return json.loads(line)
        raise LocalError(f"The asking process ended:\n{self.log.read_text(errors='replace')[-LAST_WORDS:]}")


@contextlib.contextmanager
def asking(module: str, environment: dict[str, str]) -> Iterator[Asker]:
    """A module of bench.measure in a process of its own, ended with the block."""
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"bench.measure.{module}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield Asker(process, Path(log.name))
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
