"""What planning does when a lower app changes something at an account."""

from collections.abc import Collection, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.attended import tells_attended, tells_gap_actions
from accounts.changes import on_account_change, on_accounts_change
from planning.models import Action, Answer, GapAction, Plan
from planning.models.work import ActionQuerySet
from planning.services.figures import action_figures_refresh, plan_figures_refresh
from planning.tasks import measure_accounts

# What no measure looks at.
QUIET = frozenset({"account", "action", "issue", "team", "unit", "knowledge", "interaction"})
WAIT_SECONDS = 8  # a burst of changes is measured once, after the scores
KEPT_SECONDS = 7  # shorter than the wait: what changes while it is measured queues it again


@on_account_change
def count_restored_actions(account_id: int, kind: str) -> None:
    """A deletion that is taken back may have been an action; its page knows nothing of our figures."""
    if kind == "restored":
        action_figures_refresh(account_ids=[account_id], today=timezone.localdate())


@on_account_change
def count_answers_of_records(account_id: int, kind: str) -> None:
    """Records are rows of answers: one that is gone may open a question again."""
    del kind
    plan = Plan.objects.filter(account_id=account_id, status=Plan.Status.ACTIVE).first()
    if plan is None:
        return
    on_rows_alone = Answer.objects.filter(plan=plan, status=Answer.Status.ANSWERED, text="", choice="")
    if on_rows_alone.exists():
        plan_figures_refresh(plan=plan, today=timezone.localdate())


@on_account_change
def measure_soon(account_id: int, kind: str) -> None:
    """Queue what the objectives of the account measure, once for a burst of changes."""
    if kind not in QUIET and cache.add(f"planning:measure:{account_id}", 1, KEPT_SECONDS):
        measure_accounts.apply_async(([account_id],), countdown=WAIT_SECONDS)


@on_accounts_change
def measure_many(account_ids: Sequence[int], kind: str) -> None:
    """Queue many accounts, such as an import has changed."""
    if kind not in QUIET:
        told = f"{len(account_ids)} accounts"  # in logs, instead of all their numbers
        measure_accounts.apply_async((list(account_ids),), countdown=WAIT_SECONDS, argsrepr=told)


@tells_attended
def people_with_actions(account_ids: Collection[int]) -> ActionQuerySet:
    """People whom an open action concerns: their gaps are being worked at."""
    return Action.objects.open().filter(account_id__in=account_ids, stakeholder__isnull=False)


@tells_attended
def people_with_shared_actions(account_ids: Collection[int]) -> QuerySet:
    """The others whom an open action concerns that is about several."""
    links = Action.people.through.objects.filter(action__done_on=None, action__account_id__in=account_ids)
    return links.annotate(account_id=F("action__account_id"))


@tells_gap_actions
def actions_of_gaps(account_ids: Collection[int]) -> QuerySet:
    """Open actions that were made for a gap."""
    people = Action.people.through.objects.filter(action_id=OuterRef("action_id")).values("stakeholder_id")
    told = JSONObject(
        id="action_id",
        title="action__title",
        due_on="action__due_on",
        owner="action__owner__name",
        first="action__stakeholder_id",
        people=ArraySubquery(people),
    )
    return GapAction.objects.filter(account_id__in=account_ids, action__done_on=None).annotate(told=told)
