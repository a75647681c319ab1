"""Before the review: are we doing it, and does it work? Reviews add the meetings."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Stage
from kam.lib.workdays import after_working_days
from planning.checks.action_plan import plan_url
from planning.checks.research import waves
from planning.gates import Facts, Verdict, account_url, answer, check, named, no, without, yes

OVERDUE_DAYS = 14
MONTH = 31
WORKING_DAYS = 10
WAVES_WANTED = 2


@check("overdue", Stage.EXECUTION, lazy("No action is more than 14 days late without a new date"))
def _overdue(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=OVERDUE_DAYS)
    late = [action.title for action in facts.actions if action.due_on and action.due_on < limit]
    url = reverse("planning:action-list", args=[facts.plan.pk], query={"show": "overdue"})
    count = len(facts.actions)
    words = ngettext("%(count)s open action, none that late.", "%(count)s open actions, none that late.", count)
    return answer(not late, _("Late: %(titles)s") % {"titles": named(late)}, url, found=words % {"count": count})


@check("people-changes", Stage.EXECUTION, lazy("Changes among key players were handled within ten working days"))
def _people_changes(facts: Facts) -> Verdict:
    """Key players who left in this cycle were looked at since: an action concerns them, or P8 was answered."""
    gone = [person for person in facts.gone if person.is_key_player and person.status_on >= facts.plan.starts_on]
    if not gone:
        return without(_("No key player left or moved in this cycle."), account_url(facts, "accounts:account-map"))
    item = facts.sheet.item("P8")
    looked_on = item.answer.answered_on if item and item.answer else None
    left = [
        person
        for person in gone
        if after_working_days(person.status_on, WORKING_DAYS) <= facts.today
        and not person.is_treated
        and (looked_on is None or looked_on < person.status_on)
    ]
    if left:
        words = _("Left without an action or a note in P8: %(people)s") % {"people": named(p.name for p in left)}
        return no(words, left[0].get_absolute_url())
    words = ngettext("%(count)s change, handled or recent.", "%(count)s changes, handled or recent.", len(gone))
    return yes(words % {"count": len(gone)}, gone[0].get_absolute_url())


@check("measured", Stage.EXECUTION, lazy("The measures of all objectives were updated this month"), full_only=True)
def _measured(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=MONTH)
    running = [objective for objective in facts.objectives if objective.is_open]
    url = plan_url(facts, "objective-list")
    if not running:
        return without(_("No objective is open."), url)
    old = [row.title for row in running if row.current_on is None or row.current_on < limit]
    words = _("%(fresh)s of %(total)s were measured in the last 31 days.") % {
        "fresh": len(running) - len(old),
        "total": len(running),
    }
    detail = f"{words} {_('Not measured lately: %(titles)s') % {'titles': named(old)}}"
    return answer(not old, detail, url, found=words)


@check("second-wave", Stage.EXECUTION, lazy("The second survey wave is sent"), full_only=True)
def _second_wave(facts: Facts) -> Verdict:
    url = account_url(facts, "scoring:account-improvement")
    return answer(facts.figures.waves_sent >= WAVES_WANTED, waves(facts), url, found=waves(facts))
