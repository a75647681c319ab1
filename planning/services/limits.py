"""The time that a plan may take in a stage: set by administrators, called to mind when it is over."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors.leaders import Leaders
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import row_update
from planning.models import Plan, StageLimit
from planning.selectors.limits import Limit, limits, limits_forget


@transaction.atomic
def limits_save(*, values: Mapping[int, Mapping[str, int | None]], by: User) -> None:
    """Set the figures of limits, by their id."""
    for row in StageLimit.objects.filter(pk__in=values):
        row_update(row, changes=values[row.pk], by=by)
    transaction.on_commit(limits_forget)


def stages_escalate(*, today: date) -> int:
    """Tell of plans that stay too long in a stage: the account manager at once, the sales leader some days later.

    Each is told once for each stay in a stage, however often this runs. Returns the number of new notices.
    """
    leaders = Leaders()
    return notices_tell(_tellings(_late(today), leaders, today))


def _late(today: date) -> QuerySet[Plan]:
    rules = [
        Q(variant=variant, stage=stage, stage_since__lt=today - timedelta(days=limit.days))
        for (variant, stage), limit in limits().items()
        if limit.days is not None
    ]
    plans = Plan.objects.filter(reduce(or_, rules, Q(pk__in=[])), status=Plan.Status.ACTIVE)
    return plans.select_related("account__manager")


def _tellings(plans: Iterable[Plan], leaders: Leaders, today: date) -> Iterable[Telling]:
    for plan in plans:
        limit = limits()[plan.variant, plan.stage]
        assert limit.days is not None  # noqa: S101 -- the query left the others out
        over = (today - plan.stage_since).days - limit.days
        people = [("manager", plan.account.manager)]
        if over >= limit.leader_after:
            people.append(("leader", leaders.leader(plan.account)))
        for role, person in people:
            if person is not None and person.is_active:
                yield _telling(plan, person, role, over, limit)


def _telling(plan: Plan, person: User, role: str, over: int, limit: Limit) -> Telling:
    with translation.override(person.language):
        text = _("%(account)s: the stage “%(stage)s” is %(over)s days over its %(limit)s days") % {
            "account": plan.account.name,
            "stage": plan.get_stage_display(),
            "over": over,
            "limit": limit.days,
        }
    return Telling(
        user=person,
        key=f"stage:{plan.pk}:{plan.stage}:{plan.stage_since:%Y%m%d}:{role}",
        kind="stage",
        text=text,
        url=reverse("planning:plan-stages", args=[plan.pk]),
        account_id=plan.account_id,
    )
