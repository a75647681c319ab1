"""A plan of about 25 pages as PDF, each in a fresh process, beside headless Chromium that prints the same HTML."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from pypdf import PdfReader

from bench.place import Bench, ask, say
from bench.tables import table

LANGUAGES = {"en": "English", "zh-hans": "Chinese"}
TURNS = 5
MOST = 2.0
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")


@dataclass(frozen=True)
class Made:
    """What making one file took."""

    seconds: float
    peak_mb: float
    pages: int
    kib: float


def run(bench: Bench, sizes: list[int]) -> list[str]:
    """Make each file in turns with the browser; the medians are compared."""
    environment = bench.at(sizes[0])
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    rows, broken = [], []
    with tempfile.TemporaryDirectory() as folder:
        for language, label in LANGUAGES.items():
            say(f"PDF in {label}")
            warm = ask(["bench.measure.pdf_child", language, folder, "again"], environment)
            ours, theirs = _turns(environment, language, Path(folder), chromium)
            rows += _rows(label, warm, ours, theirs)
            if theirs and theirs[0].pages != warm["pages"]:
                broken.append(f"PDF in {label}: {warm['pages']} pages, the browser set {theirs[0].pages}: not alike")
            if theirs and (ratio := _ratio(ours, theirs)) > MOST:
                broken.append(f"PDF in {label}: {ratio:.1f} times the browser's time, most {MOST}")
    print(
        table(
            ["document", "pages", "KiB", "s with start", "best", "s in a running worker", "peak MB", "x Chromium"], rows
        )
    )
    if not chromium:
        print("\nNo Chromium here (CHROMIUM names it): ours stands alone.")
    print(
        "\nBoth in fresh processes, start included, the same HTML and style sheet; ours also reads the plan from the database."
    )
    print("Chromium's memory is the sum over its processes, with shared pages divided among them.")
    return broken


def _turns(environment: dict[str, str], language: str, folder: Path, chromium: str) -> tuple[list[dict], list[Made]]:
    ours, theirs = [], []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        made = ask(["bench.measure.pdf_child", language, str(folder)], environment)
        ours.append(made | {"seconds": time.perf_counter() - begun})
        if chromium:
            theirs.append(_print(chromium, folder / f"{language}.html", folder))
    return ours, theirs


def _print(chromium: str, page: Path, folder: Path) -> Made:
    """Print a page with the browser, its start included, and watch the memory of all its processes."""
    target = folder / "chromium.pdf"
    target.unlink(missing_ok=True)
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", page.as_uri()]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: list[float] = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks))
    watcher.start()
    process.wait(120)
    seconds = time.perf_counter() - begun
    watcher.join()
    return Made(seconds, max(peaks), len(PdfReader(target).pages), target.stat().st_size / 1024)


def _watch(pid: int, peaks: list[float]) -> None:
    while True:
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.Error:
            return
        peaks.append(sum(_share(one) for one in family) / 2**20)
        time.sleep(0.1)


def _share(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0.0


def _ratio(ours: list[dict[str, Any]], theirs: list[Made]) -> float:
    return float(median(one["seconds"] for one in ours) / median(one.seconds for one in theirs))


def _rows(label: str, warm: dict[str, Any], ours: list[dict[str, Any]], theirs: list[Made]) -> list[list[str]]:
    first = ours[0]
    rows = [
        [
            f"{label}, WeasyPrint",
            str(first["pages"]),
            f"{first['kib']:.0f}",
            f"{median(one['seconds'] for one in ours):.2f}",
            f"{min(one['seconds'] for one in ours):.2f}",
            f"{warm['made_s']:.2f}",
            f"{max(one['peak_mb'] for one in ours):.0f}",
            f"{_ratio(ours, theirs):.2f}" if theirs else "",
        ]
    ]
    if theirs:
        one = theirs[0]
        seconds, peak = median(made.seconds for made in theirs), max(made.peak_mb for made in theirs)
        best = min(made.seconds for made in theirs)
        rows.append(
            [
                f"{label}, Chromium",
                str(one.pages),
                f"{one.kib:.0f}",
                f"{seconds:.2f}",
                f"{best:.2f}",
                "",
                f"{peak:.0f}",
                "1",
            ]
        )
    return rows
