"""People who type into a plan through real requests, as autosave does: again and again until it is acknowledged."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TRIES = 200
TOKEN = "a" * 32


@dataclass
class Typist:
    """One person with a session, and every text that the server has acknowledged."""

    host: str
    port: int
    cookies: dict[str, str]
    plan: int
    code: str
    name: str
    version: int = 0
    text: str = ""
    acknowledged: list[str] = field(default_factory=list)
    conflicts: int = 0
    failures: int = 0
    _connection: http.client.HTTPConnection | None = None

    def type(self, words: str) -> None:
        """Add words to the answer and save it; in a conflict take both texts."""
        wanted = f"{self.text} {words}".strip()
        for _try in range(TRIES):
            status, body = self._save(wanted)
            if status == 200:
                # Where the words were here already and others have gone on, the answer brings what is there now.
                self.version, self.text = body["version"], body["values"].get("text", wanted)
                self.acknowledged.append(wanted)
                return
            if status == 409:
                self.conflicts += 1
                wanted, self.version = body["merged"], body["version"]
            else:
                self.failures += 1
                time.sleep(0.1)
        raise AssertionError(f"{self.name} could not save")

    def _save(self, text: str) -> tuple[int, dict[str, Any]]:
        try:
            self._connection = self._connection or http.client.HTTPConnection(self.host, self.port, timeout=15)
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {
                "Cookie": cookies,
                "X-CSRFToken": TOKEN,
                "X-Autosave": "1",
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode({"text": text, "version": self.version})
            self._connection.request("POST", f"/plans/{self.plan}/answers/{self.code}/save/", body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, {}
        return answer.status, json.loads(content) if answer.status in {200, 409} else {}

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def all_type(typists: list[Typist], times: int, *, meanwhile: Callable[[Callable[[], int]], None]) -> None:
    """Everybody types at once, each so many times; `meanwhile` is given the number of saves so far."""
    wrong: list[BaseException] = []

    def run(typist: Typist) -> None:
        try:
            for number in range(times):
                typist.type(f"{typist.name}w{number}.")
        except BaseException as error:
            wrong.append(error)
        finally:
            typist.close()

    threads = [threading.Thread(target=run, args=(typist,), daemon=True) for typist in typists]
    for thread in threads:
        thread.start()
    meanwhile(lambda: sum(len(typist.acknowledged) for typist in typists))
    for thread in threads:
        thread.join(60)
    assert not wrong, wrong
    assert not any(thread.is_alive() for thread in threads)
