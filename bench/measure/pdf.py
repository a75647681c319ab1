"""A plan of about 25 pages as PDF, in a running worker, beside headless Chromium that prints the same HTML."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from pypdf import PdfReader

from bench.asker import asking
from bench.place import Bench, say
from bench.tables import table

LANGUAGES = {"en": "English", "zh-hans": "Chinese"}
TURNS, COLD_TURNS = 5, 3
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
            cold = [_from_nothing(environment, language, Path(folder)) for _turn in range(COLD_TURNS)]
            ours, theirs = _turns(environment, language, Path(folder), chromium)
            rows += _rows(label, cold, ours, theirs)
            if theirs and theirs[0].pages != ours[0].pages:
                broken.append(f"PDF in {label}: {ours[0].pages} pages, the browser set {theirs[0].pages}: not alike")
            if theirs and (ratio := _ratio(ours, theirs)) > MOST:
                broken.append(f"PDF in {label}: {ratio:.1f} times the browser's time, most {MOST}")
    print(table(["document", "pages", "KiB", "seconds", "best", "from nothing", "peak MB", "x Chromium"], rows))
    if not chromium:
        print("\nNo Chromium here (CHROMIUM names it): ours stands alone.")
    print(
        "\nOurs: from the order to the file in a worker that runs, a fresh fork each time, reading the plan included;"
    )
    print("“from nothing” starts that worker too. Chromium: its start, the same HTML and style sheet.")
    print("Chromium's memory is the sum over its processes, with shared pages divided among them.")
    return broken


def _turns(environment: dict[str, str], language: str, folder: Path, chromium: str) -> tuple[list[Made], list[Made]]:
    ours, theirs = [], []
    with asking("pdf_child", environment) as worker:
        for _turn in range(TURNS):
            ours.append(Made(**worker.order(f"{language} {folder}")))
            if chromium:
                theirs.append(_print(chromium, folder / f"{language}.html", folder))
    return ours, theirs


def _from_nothing(environment: dict[str, str], language: str, folder: Path) -> float:
    """Seconds until a file is there when not even the worker runs."""
    begun = time.perf_counter()
    with asking("pdf_child", environment) as worker:
        worker.order(f"{language} {folder}")
        return time.perf_counter() - begun


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


def _ratio(ours: list[Made], theirs: list[Made]) -> float:
    return median(one.seconds for one in ours) / median(one.seconds for one in theirs)


def _rows(label: str, cold: list[float], ours: list[Made], theirs: list[Made]) -> list[list[str]]:
    ratio = f"{_ratio(ours, theirs):.2f}" if theirs else ""
    rows = [_cells(f"{label}, WeasyPrint", ours, f"{median(cold):.2f}", ratio)]
    if theirs:
        rows.append(_cells(f"{label}, Chromium", theirs, "", "1"))
    return rows


def _cells(label: str, made: list[Made], cold: str, ratio: str) -> list[str]:
    seconds = [one.seconds for one in made]
    peak = max(one.peak_mb for one in made)
    middle, best = f"{median(seconds):.2f}", f"{min(seconds):.2f}"
    return [label, str(made[0].pages), f"{made[0].kib:.0f}", middle, best, cold, f"{peak:.0f}", ratio]
