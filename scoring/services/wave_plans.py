"""Planning one wave at many accounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Account, User
from scoring.models import Wave
from scoring.selectors.waves import asked_recently, eligible_people
from scoring.services.waves import wave_create


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a plan: the waves, and the accounts where there was nobody to ask or one runs already."""

    waves: list[Wave]
    left_out: list[Account]


@transaction.atomic
def waves_plan(*, accounts: Collection[Account], values: Mapping[str, Any], by: User) -> Planned:
    """Plan a wave at each account, with everybody who should have a view and was not asked in the last 90 days.

    The account manager asks. Weights are taken from each map as it is now.
    """
    planned = Planned([], [])
    running = set(Wave.objects.filter(account__in=accounts, closed_at=None).values_list("account_id", flat=True))
    for account in accounts:
        recent = asked_recently(account.pk, values["opens_on"])
        people = [person for person in eligible_people(account) if person.pk not in recent]
        if account.pk in running or not people:
            planned.left_out.append(account)
            continue
        own = {**values, "asked_by": account.manager}
        planned.waves.append(wave_create(account=account, values=own, people=people, by=by))
    return planned
