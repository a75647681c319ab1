"""Asks the application for pages, in one process with its whole middleware, and says how long each took.

Reads orders from standard input and answers each with one line of JSON:
`look` asks once for everything: status, statements, bytes; `round 10` asks for everything ten times.
"""

import json
import os
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 -- after the set-up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from accounts.access import visible  # noqa: E402
from accounts.models import User  # noqa: E402
from bench.measure.cases import FLOOR_READ, FLOOR_WRITE, MAIN, PEOPLE, WATCHED, Case  # noqa: E402
from planning.models import Plan, Question  # noqa: E402

CASES = (FLOOR_READ, FLOOR_WRITE, *MAIN, *WATCHED)
TURNS = 8  # different accounts that the repetitions take turns with
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Visitor:
    """Somebody who is signed in, with key accounts and plans that they may open."""

    user: User
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True, SERVER_NAME="localhost"))
    plans: list[tuple[int, int]] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.client.force_login(self.user)
        plans = visible(Plan.objects.filter(status=Plan.Status.ACTIVE, variant=Plan.Variant.FULL), self.user)
        self.plans = list(plans.order_by("pk").values_list("account_id", "pk")[:TURNS])
        self.client.get(reverse("planning:plan-detail", args=[self.plans[0][1]]))  # leaves the CSRF cookie

    def ask(self, case: Case) -> Any:
        """One request; every one concerns another account."""
        self.asked += 1
        account, plan = self.plans[self.asked % len(self.plans)]
        keys = {"": [], "account": [account], "plan": [plan], "answer": [plan, "C1"]}[case.of]
        address = reverse(case.view, args=keys)
        if not case.form:
            return self.client.get(f"{address}?{case.query}" if case.query else address)
        sent = {"text": f"Two of three sites buy from us. {self.asked}"} if case.form == "answer" else {}
        token = self.client.cookies["csrftoken"].value
        return self.client.post(address, sent, headers={"X-CSRFToken": token, "X-Autosave": "1"})


def look(visitors: dict[str, Visitor]) -> dict[str, Any]:
    """Ask for everything twice; the second answer tells the statements and the size."""
    seen: dict[str, Any] = {}
    for who, visitor in visitors.items():
        for case in CASES:
            try:
                visitor.ask(case)
            except NoReverseMatch:
                seen.setdefault(who, {})[case.name] = {"status": 0, "queries": 0, "bytes": 0}
                continue
            with CaptureQueriesContext(connection) as captured:
                answer = visitor.ask(case)
            count = sum(not one["sql"].startswith(NOT_COUNTED) for one in captured.captured_queries)
            facts = {"status": answer.status_code, "queries": count, "bytes": len(answer.content)}
            seen.setdefault(who, {})[case.name] = facts
    return seen


def measure(visitors: dict[str, Visitor], repetitions: int) -> dict[str, Any]:
    """Milliseconds of each repetition."""
    times: dict[str, Any] = {}
    for who, visitor in visitors.items():
        for case in CASES:
            times.setdefault(who, {})[case.name] = [_once(visitor, case) for _turn in range(repetitions)]
    return times


def _once(visitor: Visitor, case: Case) -> float:
    begun = time.perf_counter()
    try:
        visitor.ask(case)
    except NoReverseMatch:
        return 0.0
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Answer orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints must not stand between the answers
    if not Question.objects.filter(code="C1").exists():
        raise SystemExit("There is no question C1.")
    visitors = {who: Visitor(User.objects.get(pk=pk)) for who, pk in PEOPLE.items()}
    for order in sys.stdin:
        word, *rest = order.split()
        found = look(visitors) if word == "look" else measure(visitors, int(rest[0]))
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
