"""The trial: `make run` starts everything, watches over it and stops it again."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from kam.local import servers
from kam.local.binaries import LocalError
from kam.local.environment import ROOT, SIGN_INS, home, trial_settings
from kam.local.processes import end_with_parent, is_free

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 6
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


@dataclass
class Child:
    """One process of ours; the web must live, the others are started again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    needed: bool = False
    process: subprocess.Popen[str] | None = None
    pause: float = FIRST_PAUSE
    started: float = 0.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a group of its own: Ctrl-C is for us to pass on."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- one system call
        )
        threading.Thread(target=self._tell, args=(self.process,), daemon=True).start()

    def _tell(self, process: subprocess.Popen[str]) -> None:
        with process:
            for line in process.stdout or ():
                say(line.rstrip(), self.name)

    def signal(self, sign: int) -> None:
        """Send a signal to the process and all that it has started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, sign)

    def polite_stop(self) -> None:
        """Ask the process itself; it ends its own children."""
        if self.process and self.process.poll() is None:
            self.process.terminate()


def say(text: str, who: str = "kam") -> None:
    """One line for the person at the terminal."""
    print(f"{who:<6} | {text}", flush=True)


def main() -> int:
    """Run until Ctrl-C, SIGTERM or the death of the web process."""
    port, host = _port(), os.environ.get("HOST") or "127.0.0.1"
    for sign in STOPPING:
        signal.signal(sign, _leave)
    try:
        with _servers() as found:
            return _serve(trial_settings(home(), found, host=host, port=port), host, port)
    except LocalError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The data stay; `make run` continues with them.")
        return 0


def command(arguments: list[str]) -> int:
    """Run one manage.py command on the trial's data, with its servers started for it if need be."""
    try:
        with _servers() as found:
            environment = os.environ | trial_settings(home(), found, host="localhost", port=_port(check=False))
            return subprocess.run(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False
            ).returncode
    except LocalError as error:
        say(str(error))
        return 1


@contextlib.contextmanager
def _servers() -> Iterator[servers.Servers | None]:
    """The configured servers, else our own."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(given) == 1:
        raise LocalError(f"{given[0]} is set alone; set DATABASE_URL and REDIS_URL both, or neither.")
    if given:
        say("Using the servers of DATABASE_URL and REDIS_URL")
        yield None
        return
    with servers.running(home(), say=say) as found:
        yield found


def _serve(settings: dict[str, str], host: str, port: int) -> int:
    environment = os.environ | settings
    if os.geteuid() == 0:
        # Celery's advice for servers; in a trial it would only frighten.
        environment["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    say("Preparing the database and the pages")
    if _manage(["prepare", "--demo"], environment):
        say("The preparation failed; see the lines above.")
        return 1
    celery = [sys.executable, "-m", "celery", "-A", "kam", "--quiet"]
    beat = ["beat", "--loglevel", "warning", "--pidfile=", "-s", str(home() / "beat-schedule")]
    worker = ["worker", "--concurrency", "2", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    children = [
        Child("web", web_command(host, port), {"DATABASE_POOL": "4"} | environment, needed=True),
        Child("worker", [*celery, *worker], environment),
        Child("beat", [*celery, *beat], environment),
    ]
    try:
        # The pages first: on a small machine the others' start would only delay them.
        children[0].start()
        if _wait_for_web(children[0], host, port):
            _welcome(settings["KAM_URL"])
        return _watch(children)
    finally:
        _stop(children)


def web_command(host: str, port: int) -> list[str]:
    """The web server as the image starts it; a worker that dies is replaced, the others go on."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    return [*web, "--workers-kill-timeout", "3", "--respawn-failed-workers", "kam.wsgi:application"]


def _manage(arguments: list[str], environment: dict[str, str]) -> int:
    """Run a management command with its lines passed on."""
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=end_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- one system call
    ) as process:
        for line in process.stdout or ():
            say(line.rstrip())
    return process.returncode


def _wait_for_web(web: Child, host: str, port: int) -> bool:
    """Wait until the pages answer; False when the process ended first."""
    address = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 -- compared, not bound
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}/healthz"
    while web.process and web.process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
    return False


def _welcome(url: str) -> None:
    say("")
    say(f"KAM is ready: {url}   (Ctrl-C stops it)")
    with contextlib.suppress(OSError):
        for line in (home() / SIGN_INS).read_text().splitlines():
            say(line)
    say("")


def _watch(children: list[Child]) -> int:
    """Start again what died, until the web itself does."""
    while True:
        for child in children:
            if child.process is None and time.monotonic() >= child.again_at:
                child.start()
            elif child.process and (code := child.process.poll()) is not None:
                if child.needed:
                    say(f"The {child.name} process ended ({code}); stopping the rest.")
                    return 1
                _later(child, code)
        time.sleep(0.2)


def _later(child: Child, code: int) -> None:
    """Plan the next start; a process that keeps dying is started less and less often."""
    lived = time.monotonic() - child.started
    child.pause = FIRST_PAUSE if lived > LONGEST_PAUSE else min(child.pause * 2, LONGEST_PAUSE)
    child.signal(signal.SIGKILL)
    child.process, child.again_at = None, time.monotonic() + child.pause
    say(f"The {child.name} process ended ({code}); starting it again in {child.pause:.0f} s.")


def _stop(children: list[Child]) -> None:
    """End all of them within seconds; unfinished background work is picked up at the next start."""
    for child in children:
        child.polite_stop()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        if child.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
    for child in children:
        child.signal(signal.SIGKILL)


def _port(*, check: bool = True) -> int:
    """PORT, free for us; else a clear word instead of a traceback."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    host = os.environ.get("HOST") or "127.0.0.1"
    if check and not is_free(host, int(text)):
        raise SystemExit(f"Port {text} is taken by another program. Try another one: make run PORT={int(text) + 1}")
    return int(text)


def _leave(_sign: int, _frame: FrameType | None) -> NoReturn:
    """Begin to stop; a second Ctrl-C must not leave half of it running."""
    for sign in STOPPING:
        signal.signal(sign, signal.SIG_IGN)
    raise KeyboardInterrupt


def reset() -> int:
    """Throw the trial's accounts away and fill it anew."""
    return command(["demo", "--reset"])


def clean() -> int:
    """Delete the trial's servers and their data."""
    servers.remove(home())
    return 0


COMMANDS: dict[str, Callable[[], int]] = {"run": main, "demo-reset": reset, "clean": clean}

if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "run"
    if chosen == "manage":
        sys.exit(command(sys.argv[2:]))
    sys.exit(COMMANDS[chosen]())
