"""Starting and ending processes."""

import atexit
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kam.local.binaries import LocalError

TRIES = 5
PATIENCE = 60

# Loaded now, because a fork of a threaded process should not load anything.
_libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
_SET_PARENT_DEATH_SIGNAL = 1
# Processes that we started ourselves: their end must be waited for.
_children: dict[int, subprocess.Popen[bytes]] = {}


def end_with_parent(farewell: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the kernel sends the signal when we are gone, even by SIGKILL (Linux only)."""

    def ask() -> None:
        if _libc:
            _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(farewell))

    return ask


@atexit.register
def _collect() -> None:
    """Take note of children that have ended unasked."""
    for process in _children.values():
        process.poll()


def adopt(process: subprocess.Popen[bytes]) -> None:
    """Remember a child that is later ended by its number."""
    _children[process.pid] = process


def alive(pid: int) -> bool:
    """Whether the process runs."""
    if pid in _children and _children[pid].poll() is not None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(pid: int, sign: signal.Signals, seconds: float) -> bool:
    """Send the signal and wait for the end; False when it still runs."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def end_postmaster(data: Path) -> None:
    """Stop the PostgreSQL server of a data folder: in order, else at once."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text().split()[0])
        # After a crash the number may be another program's.
        if alive(pid) and str(data) in _command_of(pid) and not end(pid, signal.SIGINT, 15):
            end(pid, signal.SIGQUIT, 5)


def _command_of(pid: int) -> str:
    asked = ["ps", "-o", "command=", "-ww", "-p", str(pid)]
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout


def wait_for(process: subprocess.Popen[bytes], answers: Callable[[], bool]) -> bool:
    """Wait until a server answers; False when it ended, as it does when another took its port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if answers():
            return True
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise LocalError(f"A server started and did not answer within {PATIENCE} seconds; see its log.")


def free_ports(last: int) -> Iterator[int]:
    """The port of last time if it is free, then new ones from the kernel."""
    if last and is_free("127.0.0.1", last):
        yield last
    for _ in range(TRIES):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        yield port


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there and we may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
