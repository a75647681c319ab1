"""The settings of the trial: what `make run` gives its processes, and what manage.py borrows beside it."""

import os
import secrets
import socket
from pathlib import Path

from kam.local.place import Servers, remembered

ROOT = Path(__file__).resolve().parent.parent.parent
# Written when the demo content is made or found, read when the pages are up.
SIGN_INS = "sign-ins.txt"
NEEDED = ("SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE")


def home() -> Path:
    """The folder that holds the trial's state."""
    return Path(os.environ.get("KAM_HOME") or ROOT / "var").resolve()


def trial_settings(place: Path, servers: Servers | None, *, host: str, port: int) -> dict[str, str]:
    """Environment for the trial's processes; what the person has set already stays."""
    ours = {
        "KAM_HOME": str(place),
        "KAM_URL": f"http://localhost:{port}",
        "KAM_HOSTS": ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", socket.gethostname(), host])),
        "LOG_STYLE": "console",
        "LOG_LEVEL": "warning",
    }
    if not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        ours["SECRET_KEY_FILE"] = str(_secret_key(place))
    if servers:
        ours |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    return {name: os.environ.get(name) or value for name, value in ours.items()}


def borrow() -> None:
    """Let manage.py work on the trial's data when nothing else is configured and a trial was started here."""
    if any(os.environ.get(name) for name in NEEDED):
        return
    servers = remembered(home())
    if servers:
        os.environ.update(trial_settings(home(), servers, host="localhost", port=8000))


def _secret_key(place: Path) -> Path:
    """The file with the signing key, made once."""
    path = place / "secret-key"
    if not path.exists():
        place.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50) + "\n")
        draft.replace(path)
    return path
