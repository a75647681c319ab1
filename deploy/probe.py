"""Health check for containers: python deploy/probe.py [healthz | worker] [address of the web process]."""

import json
import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def ask(path: str, web: str) -> tuple[int, dict[str, object]]:
    """Ask the web process under the name it answers to."""
    headers = {"Host": urlsplit(os.environ["KAM_URL"]).netloc}
    request = urllib.request.Request(f"{web}{path}", headers=headers)  # noqa: S310 -- our own process
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 -- our own process
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def main(what: str = "healthz", web: str = "http://127.0.0.1:8000") -> int:
    """0 when well, 1 when not."""
    try:
        if what == "healthz":
            return int(ask("/healthz", web)[0] != 200)
        checks = ask("/readyz", web)[1].get("checks")
        return int(not isinstance(checks, dict) or checks.get("worker") != "ok")
    except (OSError, ValueError):
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
