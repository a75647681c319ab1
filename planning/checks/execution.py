"""Before the review: are we doing it, and does it work?"""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Stage
from planning.checks.action_plan import plan_url
from planning.gates import Facts, Verdict, account_url, answer, check, named

OVERDUE_DAYS = 14
MONTH, QUARTER = 31, 92
GRACE_DAYS = 14  # ten working days


@check("overdue", Stage.EXECUTION, lazy("No action is more than 14 days late without a new date"))
def _overdue(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=OVERDUE_DAYS)
    late = [action.title for action in facts.actions if action.due_on and action.due_on < limit]
    url = reverse("planning:action-list", args=[facts.plan.pk], query={"show": "overdue"})
    return answer(not late, _("Late: %(titles)s") % {"titles": named(late)}, url)


@check("people-changes", Stage.EXECUTION, lazy("Changes among key players were handled within ten working days"))
def _people_changes(facts: Facts) -> Verdict:
    """Key players who left in this cycle, ten working days ago or longer, were looked at since (P8 or an action)."""
    item = facts.sheet.item("P8")
    looked_on = item.answer.answered_on if item and item.answer else None
    treated = {action.stakeholder_id for action in facts.actions}
    since, until = facts.plan.starts_on, facts.today - timedelta(days=GRACE_DAYS)
    left = [
        person.name
        for person in facts.gone
        if person.is_key_player
        and since <= person.status_on <= until
        and person.pk not in treated
        and (looked_on is None or looked_on < person.status_on)
    ]
    detail = _("Left without an action or a note in P8: %(people)s") % {"people": named(left)}
    return answer(not left, detail, account_url(facts, "accounts:account-map"))


@check(
    "joint-meeting", Stage.EXECUTION, lazy("A joint meeting with the customer took place this quarter"), full_only=True
)
def _joint_meeting(facts: Facts) -> Verdict:
    last = facts.figures.last_joint_meeting_on
    recent = last is not None and last >= facts.today - timedelta(days=QUARTER)
    detail = _("No meeting or visit in the last 92 days.")
    return answer(recent, detail, account_url(facts, "accounts:interaction-create"))


@check("measured", Stage.EXECUTION, lazy("The measures of all objectives were updated this month"), full_only=True)
def _measured(facts: Facts) -> Verdict:
    limit = facts.today - timedelta(days=MONTH)
    running = [objective for objective in facts.objectives if objective.is_open]
    old = [row.title for row in running if row.current_on is None or row.current_on < limit]
    detail = _("Not measured lately: %(titles)s") % {"titles": named(old)}
    return answer(not old, detail, plan_url(facts, "objective-list"))


@check("second-wave", Stage.EXECUTION, lazy("The second survey wave is sent"), full_only=True)
def _second_wave(facts: Facts) -> Verdict:
    url = account_url(facts, "scoring:account-improvement")
    return answer(facts.figures.waves_sent >= 2, _("There is no second wave yet."), url)
