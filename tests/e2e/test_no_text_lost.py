"""Fifty people type in one plan, the web server loses a worker, and no acknowledged text is lost."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent, User
from kam.local.run import web_command
from planning.models import Answer, Plan, Question
from tests.conftest import Organisation
from tests.e2e.typing_clients import TOKEN, Typist, all_type
from tests.factories import MemberFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.slow

PEOPLE = 50
SHARED = 5  # of them type in one and the same answer
TIMES = 3
KILL_AFTER = 40
PATIENCE = 60


@pytest.fixture
def web(tmp_path: Path, _site: None) -> Iterator[tuple[int, psutil.Process, Path]]:
    """The web server as production starts it, at the test's database and Redis: its port, its process and its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.e2e.server_settings",
        "KAM_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "KAM_HOSTS": "127.0.0.1",
        "DATABASE_POOL": "4",
    }
    log = tmp_path / "web.log"
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603 -- our own server
            web_command("127.0.0.1", port), env=environment, cwd=django_settings.BASE_DIR, stdout=out, stderr=out
        )
        try:
            _wait(lambda: _answers(port), "the web server", log)
            yield port, psutil.Process(server.pid), log
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait(found: Callable[[], Any], what: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > until:
            pytest.fail(f"{what} did not come about.\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def _workers(server: psutil.Process) -> list[psutil.Process]:
    """The processes that answer requests; Python's resource tracker is none."""
    return [child for child in server.children() if not any("resource_tracker" in part for part in child.cmdline())]


def _typists(org: Organisation, plan: Plan, port: int) -> list[Typist]:
    codes = list(Question.objects.order_by("order").values_list("code", flat=True))
    typists = []
    for number in range(PEOPLE):
        user: User = UserFactory(name=f"Typist {number}")
        MemberFactory(account=org.account, user=user)
        client = Client()
        client.force_login(user)
        cookies = {
            django_settings.SESSION_COOKIE_NAME: client.cookies[django_settings.SESSION_COOKIE_NAME].value,
            django_settings.CSRF_COOKIE_NAME: TOKEN,
        }
        code = codes[0] if number < SHARED else codes[number]
        typists.append(Typist("127.0.0.1", port, cookies, plan.pk, code, f"p{number}"))
    return typists


def test_fifty_people_type_a_worker_is_killed_and_no_acknowledged_text_is_lost(
    org: Organisation, web: tuple[int, psutil.Process, Path]
) -> None:
    port, server, log = web
    plan = PlanFactory(account=org.account, variant=Plan.Variant.FULL)
    typists = _typists(org, plan, port)
    workers = _workers(server)
    victim = workers[0]

    def kill_a_worker(saves: Callable[[], int]) -> None:
        until = time.monotonic() + PATIENCE
        while saves() < KILL_AFTER and time.monotonic() < until:
            time.sleep(0.01)
        victim.send_signal(signal.SIGKILL)

    all_type(typists, TIMES, meanwhile=kill_a_worker)

    assert victim not in server.children()
    assert server.is_running()
    assert sum(typist.failures for typist in typists) > 0  # people were talking to the worker that died
    _wait(lambda: len(_workers(server)) == len(workers), "another worker", log)
    assert sum(len(typist.acknowledged) for typist in typists) == PEOPLE * TIMES
    events = AuditEvent.objects.filter(object_type="planning.answer", verb__in=["answer.created", "answer.saved"])
    kept: dict[str, set[str]] = {}
    for event in events:
        kept.setdefault(event.object_label, set()).add(event.changes.get("text", ["", ""])[1])
    now = {answer.question.code: answer.text for answer in Answer.objects.filter(plan=plan).select_related("question")}
    lost = [text for typist in typists for text in typist.acknowledged if text not in kept[typist.code]]
    assert lost == []
    assert all(now[typist.code] == typist.text for typist in typists[SHARED:])
    # Several people in one answer, who take both texts in every conflict: each of their words is there.
    said = {f"{typist.name}w{number}." for typist in typists[:SHARED] for number in range(TIMES)}
    assert said <= set(now[typists[0].code].split())
