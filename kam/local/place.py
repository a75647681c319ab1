"""Where one pair of local servers keeps its state, and how to reach it."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kam.local.binaries import LocalError, runner
from kam.local.processes import adopt, end_postmaster, end_with_parent

NAME = "kam"
NOTE = "servers.json"
LONGEST_SOCKET = 100  # signs of its path; the system takes 107


@dataclass(frozen=True)
class Servers:
    """What is needed to talk to the two servers."""

    password: str
    postgres_port: int
    valkey_port: int
    sockets: str = ""  # the folder of PostgreSQL's socket, which is faster than the network of the machine

    @property
    def database_url(self) -> str:
        """The address for DATABASE_URL."""
        return self.database(NAME)

    def database(self, name: str) -> str:
        """The address of one of PostgreSQL's databases."""
        start = f"postgresql://{NAME}:{self.password}"
        if self.sockets:
            return f"{start}@/{name}?host={quote(self.sockets, safe='')}&port={self.postgres_port}"
        return f"{start}@127.0.0.1:{self.postgres_port}/{name}"

    @property
    def redis_url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.valkey_port}/0"


class Place:
    """The state of one pair of servers: a folder of ours, and one that the servers' user can reach."""

    def __init__(self, home: Path, *, lasting: bool = True, safe: bool = True) -> None:
        self.home = home.resolve()
        self.lasting = lasting
        self.safe = safe  # whether a commit waits for the disk
        self.who = runner()
        _make(self.home)
        self.area = self._area()
        self.note = self.home / NOTE

    def _area(self) -> Path:
        """Where the data live; not in the home when its parents are closed to the servers' user."""
        if self.who.reaches(self.home):
            return self.home
        pointer = self.home / "data-folder"
        with contextlib.suppress(OSError):
            known = Path(pointer.read_text().strip())
            if known.is_dir():
                return known
        area = self._new_area()
        pointer.write_text(f"{area}\n")
        return area

    def _new_area(self) -> Path:
        """A folder outside, with this home's mark; what a home that was here before has left is removed."""
        mark = f"kam-{hashlib.sha256(str(self.home).encode()).hexdigest()[:12]}-"
        for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
            with contextlib.suppress(OSError):
                for left in parent.glob(f"{mark}*"):
                    if left.lstat().st_uid == os.geteuid():
                        end_postmaster(left / "postgres")
                        shutil.rmtree(left, ignore_errors=True)
                area = Path(tempfile.mkdtemp(prefix=mark, dir=parent))
                area.chmod(0o755)
                if self.who.reaches(area):
                    return area
                area.rmdir()
        raise LocalError("There is no folder that PostgreSQL may use here. Set DATABASE_URL and REDIS_URL.")

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.area / "postgres"

    def socket_folder(self) -> str:
        """A folder for PostgreSQL's socket; "" where its path would be too long, or would read as a list of several."""
        folder = self.area / "sockets"
        if len(os.fsencode(folder / ".s.PGSQL.65535")) > LONGEST_SOCKET or set(',"') & set(str(folder)):
            return ""
        folder.mkdir(mode=0o755, exist_ok=True)
        folder.chmod(0o755)
        self.who.own(folder)
        return str(folder)

    @property
    def valkey(self) -> Path:
        """Valkey's folder."""
        return self.area / "valkey"

    def launch(self, command: list[Any], log: str, farewell: signal.Signals) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, so that Ctrl-C reaches us and not it."""
        with (self.area / log).open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Test servers must not outlive a test run that was killed.
                preexec_fn=None if self.lasting else end_with_parent(farewell),  # noqa: PLW1509 -- no threads yet
                **self.as_servers(),
            )
        adopt(process)
        return process

    def as_servers(self) -> dict[str, Any]:
        """Arguments for subprocess: the servers' user, a folder it may stand in, nothing of our settings."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return {"cwd": self.area, "env": environment, **self.who.popen}

    def last_words(self, name: str) -> str:
        """The end of a server's log."""
        return "\n".join((self.area / name).read_text(errors="replace").splitlines()[-8:])

    def remember(self, servers: Servers) -> None:
        """Keep ports and password for the next start and for manage.py, readable by us alone."""
        draft = self.note.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(servers)))
        draft.replace(self.note)


def remembered(home: Path) -> Servers | None:
    """The servers as they were last started for this home."""
    try:
        return Servers(**json.loads((home / NOTE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    elif not os.access(folder, os.W_OK):
        raise LocalError(f"{folder} cannot be written; set KAM_HOME to another folder.")
