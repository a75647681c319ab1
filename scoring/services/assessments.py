"""Selection scorecards: started, rated by several people, let pass by an executive, decided."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.changes import account_changed
from accounts.models import Account, KeyStatus, User
from accounts.services.figures import figures_set
from accounts.services.rows import record, row_create, row_delete, row_update
from scoring.engine import selection
from scoring.models import Assessment, GateWaiver, Programme, Rating
from scoring.selectors import assessments as selectors
from scoring.selectors import methods
from scoring.selectors.assessments import Evaluation

KEY, WAITING, LEAVING, NOT_KEY = "key", "waiting", "leaving", "not_key"

# What a decision makes of the account; "not key" ends a membership of the programme if there was one.
STATUS = {
    KEY: KeyStatus.KEY,
    WAITING: KeyStatus.WAITING,
    "candidate": KeyStatus.CANDIDATE,
    NOT_KEY: KeyStatus.NONE,
    LEAVING: KeyStatus.FORMER,
}


@transaction.atomic
def assessment_create(*, account: Account, variant: str, today: date, by: User) -> Assessment:
    """Start a scorecard; while a draft is open, that one is returned. Waivers that still hold move along."""
    Account.objects.select_for_update().get(pk=account.pk)
    draft = Assessment.objects.filter(account=account, status=Assessment.Status.DRAFT).first()
    if draft is not None:
        return draft
    before = Assessment.objects.filter(account=account, is_latest=True).first()
    if before is not None:
        row_update(before, changes={"is_latest": False}, by=by, verb="assessment.followed")
    method = methods.selection_method().version
    row = row_create(Assessment(account=account, variant=variant, method=method, made_on=today, by=by), by=by)
    held = GateWaiver.objects.filter(assessment=before, ends_on__gte=today) if before else ()
    for waiver in held:
        copy = GateWaiver(assessment=row, gate=waiver.gate, by=waiver.by, reason=waiver.reason, ends_on=waiver.ends_on)
        row_create(copy, by=by, verb="gate_waiver.created")
    _compute(row, today)
    return row


@transaction.atomic
def ratings_save(
    *, assessment: Assessment, values: Mapping[str, tuple[int, str] | None], today: date, by: User
) -> Assessment:
    """Set one rater's own ratings: criterion to (rating, note), None takes one back."""
    row = _draft(assessment)
    before = {key: (own.value, own.note) for key, own in selectors.own_ratings(row, by).items()}
    changed = {key: given for key, given in values.items() if given != before.get(key)}
    if not changed:
        return row
    for criterion, given in changed.items():
        if given is None:
            Rating.objects.filter(assessment=row, rater=by, criterion=criterion).delete()
        else:
            new = {"value": given[0], "note": given[1]}
            Rating.objects.update_or_create(assessment=row, rater=by, criterion=criterion, defaults=new)
    told = {key: [_said(before.get(key)), _said(given)] for key, given in changed.items()}
    record(by, "assessment.rated", row, changes=told)  # one event a sheet, not one a criterion
    _compute(row, today)
    account_changed(row.account_id, "rating")
    return row


@transaction.atomic
def waiver_set(
    *, assessment: Assessment, gate: str, executive: User, reason: str, ends_on: date, today: date, by: User
) -> GateWaiver:
    """A named executive lets an account be key although a gate fails. An open gate cannot be waived, only answered."""
    row = _draft(assessment)
    state = selectors.gate_state(gate, selectors.result_json(_compute(row, today).result))
    if state not in {"failed", "waived"}:
        raise ValidationError(_("Only a gate that fails can be waived."))
    for old in GateWaiver.objects.filter(assessment=row, gate=gate):
        row_delete(old, by=by, verb="gate_waiver.replaced")
    waiver = GateWaiver(assessment=row, gate=gate, by=executive, reason=reason, ends_on=ends_on)
    row_create(waiver, by=by, verb="gate_waiver.created")
    _compute(row, today)
    return waiver


@transaction.atomic
def waiver_end(*, waiver: GateWaiver, today: date, by: User) -> None:
    """Take a waiver back while nothing is decided on it."""
    row = _draft(waiver.assessment)
    row_delete(waiver, by=by, verb="gate_waiver.ended")
    _compute(row, today)


@transaction.atomic
def assessment_decide(*, assessment: Assessment, decision: str, reason: str, today: date, by: User) -> Assessment:
    """Decide on the account and freeze the scorecard.

    A key account over the cap goes to the waiting list. ValidationError when the method does not allow the decision.
    """
    programme = Programme.objects.select_for_update().get(pk=1)  # two decisions at once see each other's places
    row = _draft(assessment)
    account = Account.objects.select_for_update().get(pk=row.account_id)
    evaluation = _compute(row, today)
    if objections := decision_objections(evaluation, decision, account):
        raise ValidationError(objections)
    if decision == KEY and _is_full(programme, account):
        decision = WAITING
    changes = {
        "status": Assessment.Status.DECIDED,
        "decision": decision,
        "decision_reason": reason,
        "decided_by": by,
        "decided_on": today,
    }
    row = row_update(row, changes=changes, by=by, verb="assessment.decided", reason=reason)
    row_update(
        account,
        changes={"key_status": _status(decision, account)},
        by=by,
        verb="account.key_status_decided",
        reason=reason,
    )
    account_changed(account.pk, "account")
    return row


def _said(rating: tuple[int, str] | None) -> str | None:
    return f"{rating[0]}: {rating[1]}" if rating else None


def decision_objections(evaluation: Evaluation, decision: str, account: Account) -> list[str]:
    """Why the method does not allow a decision; empty when it does. Leaving is always allowed."""
    if decision == LEAVING:
        return []
    result = evaluation.result
    if result.decision == selection.INSUFFICIENT:
        return [_("Less than 70 % of the scorecard is known: that is too little for a decision.")]
    if decision != KEY:
        return []
    found = []
    if set(result.failed_gates) - set(result.waived_gates):
        found.append(_("A gate fails, and no executive has waived it."))
    if result.open_gates:
        found.append(_("A gate is open because its figure is missing: the account can be a candidate, not key."))
    if account.key_status != KeyStatus.KEY and not evaluation.has_two_raters:
        found.append(_("A new key account needs two raters for each rated criterion."))
    return found


def drafts_refresh(*, today: date, method: selection.Method | None = None) -> int:
    """Compute the open scorecards anew from the records of today; returns how many there are."""
    drafts = list(Assessment.objects.filter(status=Assessment.Status.DRAFT).select_related("account"))
    evaluations = selectors.evaluate(drafts, today, method)
    for draft in drafts:
        _store(draft, evaluations[draft.pk])
    return len(drafts)


def _is_full(programme: Programme, account: Account) -> bool:
    others = Account.objects.filter(key_status=KeyStatus.KEY, archived_at=None).exclude(pk=account.pk)
    return others.count() >= programme.key_account_cap


def _status(decision: str, account: Account) -> str:
    was_in = account.key_status in {KeyStatus.KEY, KeyStatus.FORMER}
    return KeyStatus.FORMER if decision == NOT_KEY and was_in else STATUS[decision]


def _draft(assessment: Assessment) -> Assessment:
    """Lock the assessment; ValidationError once it is decided."""
    row = Assessment.objects.select_for_update(of=("self",)).select_related("account").get(pk=assessment.pk)
    if row.status != Assessment.Status.DRAFT:
        raise ValidationError(_("This scorecard is decided and stays as it is. Start a new one."))
    return row


def _compute(row: Assessment, today: date) -> Evaluation:
    """Compute and keep the result; the board and the account's figures follow."""
    evaluation = selectors.evaluate([row], today)[row.pk]
    _store(row, evaluation)
    row.refresh_from_db(fields=["method", "inputs", "result", "total", "value_axis", "position_axis"])
    return evaluation


def _store(row: Assessment, evaluation: Evaluation) -> None:
    """A result follows from facts and ratings, which have their own events; it needs none of its own."""
    result = evaluation.result
    Assessment.objects.filter(pk=row.pk).update(
        method=evaluation.method.version.removesuffix(selection.LIGHT_SUFFIX),
        inputs=evaluation.inputs_json,
        result=selectors.result_json(result),
        total=result.total,
        value_axis=result.value_axis,
        position_axis=result.position_axis,
    )
    figures_set(account_id=row.account_id, selection_total=result.total)
