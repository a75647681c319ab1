"""The exit checks that reviews compute (planning.gates holds the registry)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stage
from planning.gates import Facts, Verdict, account_url, answer, check, named, no, without, yes
from reviews.models import Review

CHECK_IN_DAYS = 31
QUARTER_DAYS = 92
JOINT = (Review.Kind.CUSTOMER, Review.Kind.EXECUTIVE)


def _held(facts: Facts) -> list[Any]:
    """Reviews held in this cycle, newest first, with the number of their decisions; read once for all checks."""
    return facts.once(
        "reviews",
        lambda: list(
            Review.objects.filter(account=facts.account, status=Review.Status.HELD, held_on__gte=facts.plan.starts_on)
            .annotate(decision_count=Count("decisions"))
            .order_by("-held_on")
        ),
    )


def _day(found: date | None) -> str:
    return date_format(found, "SHORT_DATE_FORMAT") if found else "–"


@check("check-in", Stage.EXECUTION, lazy("The monthly check-in took place"))
def _check_in(facts: Facts) -> Verdict:
    held = _held(facts)
    last = held[0].held_on if held else None
    recent = last is not None and last >= facts.today - timedelta(days=CHECK_IN_DAYS)
    words = _("The last review was held on %(day)s.") % {"day": _day(last)} if last else _("None in this cycle.")
    detail = f"{_('No review in the last 31 days.')} {words}"
    return answer(recent, detail, account_url(facts, "reviews:account-reviews"), found=words)


def quarters(since: date, today: date) -> list[tuple[date, date]]:
    """The quarters of 92 days from a day on: the whole ones, and the last 92 days once one is over."""
    found, start = [], since
    while start + timedelta(days=QUARTER_DAYS) <= today:
        end = start + timedelta(days=QUARTER_DAYS - 1)
        found.append((start, end))
        start = end + timedelta(days=1)
    if found:
        found.append((today - timedelta(days=QUARTER_DAYS), today))
    return found


def _joint_days(facts: Facts) -> set[date]:
    """The days since this stage began on which we sat together with the customer: talks, and reviews with them."""
    since = facts.plan.stage_since
    held = {row.held_on for row in _held(facts) if row.kind in JOINT and row.held_on >= since}
    return held | set(facts.figures.met_on)


@check(
    "joint-meeting", Stage.EXECUTION, lazy("A joint meeting with the customer took place each quarter"), full_only=True
)
def _joint_meeting(facts: Facts) -> Verdict:
    """Meetings, visits, customer reviews and executive meetings count; each whole quarter of the stage needs one."""
    days = _joint_days(facts)
    spans = quarters(facts.plan.stage_since, facts.today)
    url = account_url(facts, "accounts:interaction-create")
    if not spans:
        words = _("%(count)s so far; the first quarter of this stage ends on %(day)s.") % {
            "count": len(days),
            "day": _day(facts.plan.stage_since + timedelta(days=QUARTER_DAYS)),
        }
        return yes(words, url) if days else without(words, url)
    empty = [span for span in spans if not any(span[0] <= on <= span[1] for on in days)]
    words = _("%(met)s of %(total)s quarters.") % {"met": len(spans) - len(empty), "total": len(spans)}
    missing = _("Without a meeting: %(spans)s") % {
        "spans": named(f"{_day(start)} – {_day(end)}" for start, end in empty)
    }
    return answer(not empty, f"{words} {missing}", url, found=words)


@check("review-held", Stage.REVIEW, lazy("A review was held with notes, rating and a decision"))
def _review_held(facts: Facts) -> Verdict:
    url = account_url(facts, "reviews:account-reviews")
    recent = [review for review in _held(facts) if review.held_on and review.held_on >= facts.plan.stage_since]
    if not recent:
        return no(_("No review was held since this stage began."), url)
    whole = [review for review in recent if review.notes and review.rating and review.decision_count]
    if not whole:
        lacks = named(label for label, there in _parts(recent[0]) if not there)
        return no(_("The last review lacks: %(parts)s") % {"parts": lacks}, recent[0].get_absolute_url())
    words = _("Held on %(day)s, rated %(rating)s of 5, %(decisions)s decisions.") % {
        "day": _day(whole[0].held_on),
        "rating": whole[0].rating,
        "decisions": whole[0].decision_count,
    }
    return yes(words, whole[0].get_absolute_url())


def _parts(review: Any) -> list[tuple[str, Any]]:
    return [(_("notes"), review.notes), (_("rating"), review.rating), (_("a decision"), review.decision_count)]


@check("next-date", Stage.REVIEW, lazy("The next date is set"))
def _next_date(facts: Facts) -> Verdict:
    planned = facts.account.figures.next_review_on
    met = planned is not None and planned >= facts.today
    found = _("Planned for %(day)s") % {"day": _day(planned)} if planned else ""
    detail = f"{found}: {_('that day is past.')}" if planned else _("No review is planned.")
    return answer(met, detail, account_url(facts, "reviews:account-reviews"), found=found)
