"""Saving an answer through the web server, beside the least that a signed-in write of one row costs on it."""

import contextlib
import http.client
import itertools
import os
import socket
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.measure.requests import p95
from bench.place import ROOT, Bench, LocalError, ask, say
from bench.tables import table
from kam.local.run import web_command

ROUNDS, WARM = 400, 40
MOST = 3.0


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Send both in turns, one person typing; compare the times that 19 of 20 keep."""
    environment = bench.at(sizes[0])
    say("Saving through the web server")
    whom = ask(["bench.measure.save_child"], environment)
    with _server(environment) as port:
        answers, rows = _turns(port, whom)
    ratio = p95(answers) / p95(rows)
    lines = [
        [label, f"{median(found):.1f}", f"{p95(found):.1f}", f"{p95(found) / p95(rows):.2f}"]
        for label, found in (("save an answer", answers), ("floor: UPDATE of one row", rows))
    ]
    print(table(["request", "median ms", "p95 ms", "p95 x floor"], lines))
    print("\nBoth by one signed-in person over one connection to the server that `make run` and the image start.")
    return [f"save an answer: p95 is {ratio:.1f} times the floor's, most {MOST:.0f}"] if ratio > MOST else []


@contextlib.contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    """The web server on a free port, with the bench's addresses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = environment | {"DATABASE_POOL": "4", "LOG_LEVEL": "warning"}
    process = subprocess.Popen(web_command("127.0.0.1", port), cwd=ROOT, env=given, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _turn in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise LocalError("The web server does not answer.")


def _turns(port: int, whom: dict[str, Any]) -> tuple[list[float], list[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": whom["cookies"],
        "X-CSRFToken": whom["token"],
        "X-Autosave": "1",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "localhost",
    }
    answers: list[float] = []
    rows: list[float] = []
    for number, address in zip(range(WARM + ROUNDS), itertools.cycle(whom["answers"]), strict=False):
        text = urllib.parse.urlencode({"text": f"Two of three sites buy from us. {os.getpid()} {number}"})
        for place, sent, found in ((address, text, answers), (whom["row"], "", rows)):
            begun = time.perf_counter()
            connection.request("POST", place, sent, headers)
            answer = connection.getresponse()
            body = answer.read()
            found.append(1000 * (time.perf_counter() - begun))
            if answer.status != 200:
                raise LocalError(f"{place} answers {answer.status}: {body[:200]!r}")
    return answers[WARM:], rows[WARM:]
