"""The validity report as pages, files and the API show it: sections, each a table and most with a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access import Verb, can, remember_standings, visible
from accounts.models import Account, Job, User
from kam.lib import shown
from scoring.engine import validity_report
from scoring.models import MissReview, Outcome, ValidityReport
from scoring.selectors import validity_tables
from scoring.selectors.validity_tables import Section
from scoring.words_validity import MISSES, SCORES

KIND = "scoring.validity"
MOST_REPORTS = 12
LISTED = tuple(validity_report.BANDS)  # the scores whose misses are listed


@dataclass(frozen=True, slots=True)
class Miss:
    """One wrong prediction at an account that the reader may see, and what somebody found."""

    account: Account
    score: str  # health or cis
    label: str | Promise
    origin: str
    day: date
    result: str
    is_bad: bool
    value: float | None
    band: str
    snapshot: int | None
    review: MissReview | None
    outcome_id: int | None  # None when it is not recorded any more
    may_note: bool


@dataclass(frozen=True, slots=True)
class MissList:
    """One of the two error lists; `hidden` counts those at accounts that the reader may not see."""

    kind: str
    title: str | Promise
    note: str | Promise
    rows: Sequence[Miss]
    hidden: int


def reports() -> QuerySet[ValidityReport]:
    """All reports, the newest first."""
    return ValidityReport.objects.select_related("by").order_by("-made_at", "-pk")


def report_of(pk: int | None) -> ValidityReport | None:
    """The report of this id, or the newest."""
    return reports().filter(pk=pk).first() if pk is not None else reports().first()


def recent(limit: int = MOST_REPORTS) -> list[ValidityReport]:
    """The newest reports without their figures."""
    return list(reports().defer("result")[:limit])


def running_job() -> Job | None:
    """The report that is being made."""
    over = Job.OVER
    return Job.objects.filter(kind=KIND).exclude(state__in=over).order_by("-pk").first()


def last_failure() -> Job | None:
    """The newest run, if it has failed."""
    job = Job.objects.filter(kind=KIND).order_by("-pk").first()
    return job if job is not None and job.state == Job.State.FAILED else None


def sections(report: ValidityReport) -> list[Section]:
    """What the report says, part by part; below the minimum the bands alone, and the reliability of the survey."""
    result = report.result
    found = [validity_tables.bands(result, "health"), validity_tables.bands(result, "cis")]
    if result["is_enough"]:
        found += [
            validity_tables.discrimination(result),
            validity_tables.halves(result),
            validity_tables.warnings(result),
            validity_tables.rivals(result),
            validity_tables.growth(result),
            validity_tables.asked(result),
        ]
    return [*found, validity_tables.reliability(result)]


def section(report: ValidityReport, slug: str) -> Section | None:
    """One part by its name."""
    return next((one for one in sections(report) if one.slug == slug), None)


def miss_lists(report: ValidityReport, reader: User) -> list[MissList]:
    """Both error lists, narrowed to accounts that the reader may see."""
    rows = report.result.get("misses", [])
    ids = {row["account"] for row in rows}
    shown = visible(Account.objects.filter(pk__in=ids), reader).select_related("figures")
    accounts = {account.pk: account for account in shown}
    remember_standings(reader, list(accounts.values()))
    said = {
        (review.account_id, review.model, review.origin): review
        for review in MissReview.objects.filter(account__in=list(accounts)).select_related("by")
    }
    ends = Outcome.objects.filter(account__in=list(accounts), kind=Outcome.Kind.CONTRACT)
    recorded = {(account, origin): pk for pk, account, origin in ends.values_list("pk", "account_id", "origin")}
    found = []
    for kind, (title, note) in MISSES.items():
        mine = [row for row in rows if row["kind"] == kind]
        known = [
            _miss(row, accounts[row["account"]], said, recorded, reader) for row in mine if row["account"] in accounts
        ]
        found.append(MissList(kind, title, note, known, len(mine) - len(known)))
    return found


def _miss(
    row: dict[str, Any],
    account: Account,
    said: dict[tuple[int, str, str], MissReview],
    recorded: dict[tuple[int, str], int],
    reader: User,
) -> Miss:
    return Miss(
        account=account,
        score=row["score"],
        label=SCORES[row["score"]],
        origin=row["origin"],
        day=date.fromisoformat(row["day"]),
        result=str(Outcome.Result(row["result"]).label),
        is_bad=row["result"] in Outcome.BAD,
        value=row["value"],
        band=row["band"],
        snapshot=row["snapshot"],
        review=said.get((account.pk, row["score"], row["origin"])),
        outcome_id=recorded.get((account.pk, row["origin"])),
        may_note=can(reader, Verb.EDIT, account),
    )


def miss_header() -> list[str]:
    """The columns of that file."""
    return [_("List"), _("Account"), _("Score"), _("Value"), _("Result"), _("Day"), _("What it was"), _("Looked at by")]


def miss_csv(lists: Sequence[MissList]) -> list[tuple[Any, ...]]:
    """The rows of both error lists as a file."""
    return [
        (
            *(one.title, miss.account.name, miss.label, miss.value, miss.result, miss.day.isoformat()),
            *((miss.review.note, miss.review.by.name) if miss.review else ("", "")),
        )
        for one in lists
        for miss in one.rows
    ]


def miss_review(account: Account, model: str, origin: str) -> MissReview | None:
    """What somebody has said of one wrong prediction."""
    return MissReview.objects.filter(account=account, model=model, origin=origin).first()


def miss_words(outcome: Outcome, score: str) -> str:
    """The prediction and what came of it, in a sentence."""
    words = {
        "score": SCORES[score],
        "result": outcome.get_result_display(),
        "day": shown.full_date(outcome.happened_on),
    }
    return _("What came: %(result)s, %(day)s. Why had %(score)s, 90 days before, said otherwise?") % words
