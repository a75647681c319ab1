"""Two nights of the rules of the map in this process: the handler of the nightly job, watched from outside.

More people are put on the maps first. All of it is one transaction that is taken back, so that what the bench has
seeded stays as it was for its other parts.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 -- after the set-up
from django.db.models import Max  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Account, AccountGap, DecisionRole, Job, RelationshipLink, Stakeholder, User  # noqa: E402
from accounts.services import gap_runs  # noqa: E402
from bench.measure.rescore_child import Watch  # noqa: E402
from bench.seed.copying import copy_rows  # noqa: E402

STANCES = (2, 1, 0, -1, None, 1, -2)
ROLES = (*(str(role) for role in DecisionRole), "")
WITHOUT_LINK = 4  # every fourth has nobody of ours


def fill(people: int, today: date) -> None:
    """So many people on each map, most of them judged and met at some time of the last five months."""
    known = Counter(Stakeholder.objects.order_by().values_list("account_id", flat=True))
    first = (Stakeholder.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    somebody = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    keepers = dict(Account.objects.order_by().values_list("pk", "manager_id"))
    rows = [(pk, place) for pk in sorted(keepers) for place in range(known[pk], people)]
    copy_rows(
        Stakeholder,
        "id account_id name influence stance stance_on stance_by_id decision_roles has_veto rival_preferred",
        (
            _person(first + at, account, place, keepers[account] or somebody, today)
            for at, (account, place) in enumerate(rows)
        ),
        status="active",
    )
    copy_rows(
        RelationshipLink,
        "stakeholder_id user_id strength wanted_strength last_contact_on is_primary",
        _links(first, [keepers[account] or somebody for account, _place in rows], today),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_stakeholder, accounts_relationshiplink")


def _person(pk: int, account: int, place: int, judge: int, today: date) -> tuple[Any, ...]:
    stance, role = STANCES[pk % len(STANCES)], ROLES[pk % len(ROLES)]
    judged = (today - timedelta(days=pk % 250), judge) if stance is not None else (None, None)
    rival = "Rivalis" if pk % 29 == 0 else ""
    return pk, account, f"Person {pk}", 1 + pk % 5, stance, *judged, [role] if role else [], place == 3, rival


def _links(first: int, keepers: list[int], today: date) -> Iterator[tuple[Any, ...]]:
    for at, keeper in enumerate(keepers):
        pk = first + at
        if pk % WITHOUT_LINK:
            yield pk, keeper, pk % 6, 4, today - timedelta(days=pk % 150), True


def night(name: str, day: date) -> dict[str, Any]:
    """One run; the counting starts behind the first look at how many accounts wait."""
    watch = Watch()
    with connection.execute_wrapper(watch.statement):
        begun = time.perf_counter()
        done = gap_runs.gaps_run(Job(kind=gap_runs.KIND, key=day.isoformat()), watch.progress)
        seconds = time.perf_counter() - begun
    watch.queries[0] -= 1  # how many wait is asked once
    return {
        "name": name,
        "accounts": done["accounts"],
        "gaps": AccountGap.objects.open().count(),
        "seconds": seconds,
        "queries": watch.queries,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(people: int) -> None:
    """Fill, run two nights, take everything back."""
    today = timezone.localdate()
    reverse("accounts:account-list")  # reading the addresses is no part of a night
    with transaction.atomic():
        fill(people, today)
        found = {
            "accounts": Account.objects.count(),
            "people": Stakeholder.objects.count(),
            "nights": [night("first", today), night("second", today + timedelta(days=1))],
        }
        transaction.set_rollback(True)
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
