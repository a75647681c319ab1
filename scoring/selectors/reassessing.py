"""Which scorecards are to be looked at again: those whose time has come, and key accounts that may have to leave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import visible
from accounts.models import Account, KeyStatus, User
from scoring.engine.ranking import Again, Entry, due_again, leaving_reason
from scoring.models import Assessment, GateWaiver
from scoring.selectors import methods

AHEAD_DAYS = 14  # a scorecard is called for so long before its day
TOTAL, GATE, WAIVER = "total", "gate", "waiver"
LISTED = (KeyStatus.KEY, KeyStatus.WAITING)


@dataclass(frozen=True, slots=True)
class DueAgain:
    """An account whose scorecard is to be made anew: every year, one of the lowest five every quarter."""

    account: Account
    due_on: date
    is_lowest: bool

    @property
    def key(self) -> str:
        """Names the occasion for good; the next decision makes another one."""
        return f"assessment:{self.account.pk}:{self.due_on:%Y%m%d}"

    @property
    def why(self) -> str:
        """Which of the two rules asks for it."""
        return _("one of the lowest five: every quarter") if self.is_lowest else _("every account: once a year")


def due_assessments(accounts: QuerySet[Account], today: date, *, ahead: int = AHEAD_DAYS) -> list[DueAgain]:
    """Those of the accounts that are due now or within `ahead` days, the longest due first; three queries.

    Who belongs to the lowest five is found among all key accounts, whoever may see them.
    """
    listed = set(accounts.filter(key_status__in=LISTED, archived_at=None).order_by().values_list("pk", flat=True))
    until = today + timedelta(days=ahead)
    again = _all_due() if listed else {}
    near = {pk: due for pk, due in again.items() if pk in listed and due.due_on <= until}
    rows = Account.objects.filter(pk__in=near).select_related("manager", "team") if near else ()
    found = [DueAgain(row, near[row.pk].due_on, near[row.pk].is_lowest) for row in rows]
    return sorted(found, key=lambda due: (due.due_on, due.account.sort_key))


def _all_due() -> dict[int, Again]:
    """The programme by its newest decisions: the list with its lowest five, then the waiting list."""
    decided = Assessment.objects.filter(
        status=Assessment.Status.DECIDED, account__key_status__in=LISTED, account__archived_at=None
    )
    newest = decided.order_by("account_id", "-made_on", "-pk").distinct("account_id")
    fields = ("account_id", "account__key_status", "total", "value_axis", "account__sort_key", "decided_on")
    entries: dict[str, list[Entry]] = defaultdict(list)
    days: dict[object, date] = {}
    for pk, status, total, value_axis, name, decided_on in newest.values_list(*fields):
        if decided_on is not None:
            entries[status].append(Entry(pk, total, value_axis, name))
            days[pk] = decided_on
    again = due_again(entries[KeyStatus.KEY], days) + due_again(entries[KeyStatus.WAITING], days, lowest=0)
    return {pk: due for due in again if isinstance(pk := due.id, int)}


@dataclass(frozen=True, slots=True)
class Leaver:
    """A key account whose status should be looked at again, and why."""

    account: Account
    cause: str  # total, gate, waiver
    reason: str
    since: date  # of the newest scorecard, which shows it

    @property
    def key(self) -> str:
        """Names the occasion for good: the next scorecard makes another one."""
        return f"re-examine:{self.account.pk}:{self.cause}:{self.since:%Y%m%d}"


def calls_of(account: Account, today: date) -> list[str]:
    """What asks to look at one account again, in words; empty when nothing does."""
    own = Account.objects.filter(pk=account.pk)
    due = [
        _("Due to be assessed again on %(day)s (%(why)s).") % {"day": date_format(row.due_on), "why": row.why}
        for row in due_assessments(own, today)
    ]
    return due + [
        _("Look at its key status again and answer U5: %(reason)s.") % {"reason": row.reason}
        for row in leavers(own, today)
    ]


def to_re_examine(user: User, today: date) -> list[Leaver]:
    """Those that the user may see."""
    return leavers(visible(Account.objects.all(), user), today)


def leavers(accounts: QuerySet[Account], today: date) -> list[Leaver]:
    """Key accounts below the line twice running, with a gate that failed for half a year, or one whose waiver ended.

    Never removed by itself: question U5 asks for it, and a person decides.
    """
    keys = accounts.filter(key_status=KeyStatus.KEY, archived_at=None)
    rows = Assessment.objects.filter(account__in=keys).select_related("account__manager", "account__team")
    by_account: dict[int, list[Assessment]] = defaultdict(list)
    for row in rows.order_by("account__sort_key", "account_id", "-made_on", "-pk"):
        by_account[row.account_id].append(row)
    waived = _waivers([own[0].pk for own in by_account.values()])
    found = []
    for own in by_account.values():
        if cause := _cause(own, waived[own[0].pk], today):
            found.append(Leaver(own[0].account, cause, reason_words(cause), own[0].made_on))
    return found


def reason_words(cause: str) -> str:
    """Why, in the language that is active."""
    line = f"{methods.selection_method().leave_total:g}"
    words = {
        TOTAL: _("below %(line)s in two assessments running") % {"line": line},
        GATE: _("a gate has failed for half a year"),
        WAIVER: _("a waiver has ended and its gate still fails"),
    }
    return words[cause]


def _waivers(assessment_ids: Iterable[int]) -> dict[int, dict[str, date]]:
    """Until when each gate of these scorecards is waived."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = GateWaiver.objects.filter(assessment__in=list(assessment_ids)).order_by()
    for pk, gate, ends_on in rows.values_list("assessment_id", "gate", "ends_on"):
        found[pk][gate] = ends_on
    return found


def _cause(assessments: Sequence[Assessment], waived: dict[str, date], today: date) -> str | None:
    """Why the newest of these scorecards asks for a look. While a waiver holds its gate does not."""
    failed = assessments[0].result.get("failed_gates", ())
    asking = [gate for gate in failed if gate not in waived or waived[gate] < today]
    since = min((_failing_since(assessments, gate) for gate in asking), default=None)
    totals = [(row.made_on, _sure_total(row)) for row in assessments]
    cause = leaving_reason(totals, since, today, methods.selection_method())
    if cause is None and any(gate in waived for gate in asking):
        return WAIVER
    return cause


def _sure_total(assessment: Assessment) -> float | None:
    """The total; None while too little is known, for then it is provisional."""
    return None if assessment.result.get("decision") == "insufficient" else assessment.total


def _failing_since(assessments: Sequence[Assessment], gate: str) -> date:
    """The first of the assessments in a row, up to the newest, in which the gate failed."""
    since = assessments[0].made_on
    for row in assessments:
        if gate not in row.result.get("failed_gates", ()):
            break
        since = row.made_on
    return since
