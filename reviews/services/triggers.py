"""Pulling a review forward when something happened, each occasion once; and taking that back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Account, User
from accounts.selectors.leaders import Leaders
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import row_create, row_update
from reviews.models import Review, ReviewTrigger
from reviews.selectors.triggers import Finding, findings, triggers_of_review
from reviews.services.reviews import review_cancel, review_plan, review_update
from reviews.triggers import trigger_words

PULL_DAYS = 7  # a review that was pulled forward takes place within a week
ROUTINE = (Review.Kind.CHECK_IN, Review.Kind.INSPECTION)
MOST_REASON = 200


class TriggerMoved(Exception):  # noqa: N818 -- told to the user
    """It was taken back already."""


def triggers_after_scoring(account_ids: Sequence[int]) -> None:
    """After a change: look at these accounts now rather than tonight."""
    triggers_run(account_ids=list(account_ids), today=timezone.localdate())


def triggers_run(*, today: date, account_ids: list[int] | None = None) -> int:
    """Look for what happened and pull reviews forward. Returns how many occasions were new. Safe to run twice."""
    fresh = _fresh(findings(account_ids, today))
    if not fresh:
        return 0
    leaders = Leaders()
    by_account: dict[int, list[Finding]] = defaultdict(list)
    for finding in fresh:
        by_account[finding.account_id].append(finding)
    accounts = Account.objects.select_related("manager", "figures").in_bulk(by_account)
    return sum(_pull(accounts[pk], found, leaders, today) for pk, found in by_account.items())


def _fresh(found: list[Finding]) -> list[Finding]:
    ids = {finding.account_id for finding in found}
    known = set(ReviewTrigger.objects.filter(account__in=ids).values_list("account_id", "kind", "key"))
    return [row for row in found if (row.account_id, row.kind, row.key) not in known]


@transaction.atomic
def _pull(account: Account, found: list[Finding], leaders: Leaders, today: date) -> int:
    """Pull the next review of one account forward for all that happened there, and tell manager and leader."""
    Account.objects.select_for_update(of=("self",)).only("pk").get(pk=account.pk)
    found = _fresh(found)  # another worker may have been faster
    if not found:
        return 0
    leader = leaders.leader(account)
    lead = account.manager or leader
    review, before, is_made = _review_pulled(account, found, lead, today)
    for place, finding in enumerate(found):
        trigger = ReviewTrigger(
            account=account, kind=finding.kind, key=finding.key, facts=finding.facts, found_on=today, review=review,
            due_before=None if place else before, has_made_review=is_made and not place,
        )  # fmt: skip
        row_create(trigger, by=None, verb="review_trigger.found")
        notices_tell(_tellings(trigger, [account.manager, leader]))
    return len(found)


def _review_pulled(
    account: Account, found: list[Finding], lead: User | None, today: date
) -> tuple[Review | None, date | None, bool]:
    """The review that is held soon now, the day it had before if that changed, whether it was made for this."""
    by = today + timedelta(days=PULL_DAYS)
    planned = Review.objects.filter(account=account, status=Review.Status.PLANNED).exclude(kind__in=ROUTINE)
    review = planned.order_by("due_on", "pk").first()
    if review is None:
        if lead is None:
            return None, None, False  # nobody who could lead it: the trigger is kept all the same
        values = {"kind": Review.Kind.INTERNAL, "due_on": by, "lead": lead}
        values["pulled_forward_because"] = _reasons(found, lead)
        return review_plan(account=account, values=values, by=None), None, True
    changes: dict[str, object] = {"pulled_forward_because": _reasons(found, review.lead)}
    before = review.due_on if review.due_on > by else None
    if before is not None:
        changes["due_on"] = by
    return review_update(review=review, changes=changes, by=None), before, False


def _reasons(found: list[Finding], reader: User) -> str:
    with translation.override(reader.language):
        return "; ".join(trigger_words(row.kind, row.facts) for row in found)[:MOST_REASON]


def _tellings(trigger: ReviewTrigger, people: list[User | None]) -> list[Telling]:
    review, made = trigger.review, []
    for person in dict.fromkeys(person for person in people if person is not None and person.is_active):
        with translation.override(person.language):
            words = trigger_words(trigger.kind, trigger.facts)
            told = {"account": trigger.account.name, "reason": words, "day": review.due_on if review else ""}
            text = (
                _("%(account)s: %(reason)s. The review is on %(day)s.") % told
                if review
                else f"{told['account']}: {words}"
            )
        made.append(
            Telling(
                user=person,
                key=f"trigger:{trigger.pk}",
                kind="review",
                text=text,
                url=review.get_absolute_url() if review else "",
                account_id=trigger.account_id,
            )
        )
    return made


@transaction.atomic
def trigger_undo(*, trigger: ReviewTrigger, by: User, today: date) -> ReviewTrigger:
    """Take it back: the review gets its old day again, or is called off where it was made for this alone.

    While something else still pulls the same review forward, its day stays. The occasion does not count again.
    Raises TriggerMoved.
    """
    row = ReviewTrigger.objects.select_for_update(of=("self",)).select_related("review").get(pk=trigger.pk)
    if row.undone_on is not None:
        raise TriggerMoved
    review = row.review
    row = row_update(row, changes={"undone_on": today, "undone_by": by}, by=by, verb="review_trigger.undone")
    if review is None or review.status != Review.Status.PLANNED:
        return row
    others = list(triggers_of_review(review.pk).filter(undone_on=None))
    if others:
        _hand_on(row, others[0], by)
    elif row.has_made_review:
        review_cancel(review=review, reason=_("What pulled it forward was taken back."), by=by)
        return row
    changes: dict[str, object] = {"pulled_forward_because": _reasons_left(others, review.lead)}
    if not others and row.due_before is not None:
        changes["due_on"] = max(row.due_before, today)
    review_update(review=review, changes=changes, by=by)
    return row


def _hand_on(row: ReviewTrigger, other: ReviewTrigger, by: User) -> None:
    """The other occasion keeps what a later undoing needs."""
    changes = {
        "due_before": other.due_before or row.due_before,
        "has_made_review": other.has_made_review or row.has_made_review,
    }
    row_update(other, changes=changes, by=by)


def _reasons_left(others: list[ReviewTrigger], reader: User) -> str:
    with translation.override(reader.language):
        return "; ".join(trigger_words(row.kind, row.facts) for row in others)[:MOST_REASON]
