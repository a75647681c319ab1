"""Runs a command with servers of its own: python -m kam.local.throwaway COMMAND …"""

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import NoReturn

from kam.local.binaries import LocalError
from kam.local.servers import throwaway


def main(command: list[str]) -> int:
    """The command's exit code; the servers are gone when it returns."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        with throwaway() as servers:
            addresses = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            return subprocess.run(command, env=os.environ | addresses, check=False).returncode
    except LocalError as error:
        print(f"The test servers cannot run: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


def _leave(_sign: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
