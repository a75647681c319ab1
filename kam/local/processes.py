"""Starting and ending processes."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

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
