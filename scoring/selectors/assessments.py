"""Selection scorecards: facts from the records, ratings of people, and what select-1 makes of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Account, User
from kam.lib import shown
from scoring.anchors import ANCHORS, Anchors
from scoring.engine import parameters, selection
from scoring.models import Assessment, GateWaiver, Programme, Rating
from scoring.selectors import methods
from scoring.selectors.inputs import value_of
from scoring.sources import Fact, Known, RevenueFact, gather
from scoring.words import ADVICE, CRITERIA, GATES, TYPES

FACTS = (Fact.REVENUE, Fact.MARGIN, Fact.SERVABLE, Fact.DAYS_LATE, Fact.RENEWAL, Fact.RELATIONSHIP)
RATED = {
    "K6": "chance",
    "K7": "effort",
    "K8": "relationship_rating",
    "K9": "fit",
    "K10": "name_value",
    "K12": "access",
    "K13": "openness",
}


def with_programme(method: selection.Method, programme: Programme, *, light: bool) -> selection.Method:
    """The method with the organisation's own amounts, in its light variant where asked for."""
    own = replace(
        method,
        revenue_reference=float(programme.revenue_reference),
        growth_reference=float(programme.potential_reference),
        gate_revenue=float(programme.minimum_revenue),
        list_cap=programme.key_account_cap,
    )
    return selection.light(own) if light else own


def selection_inputs(
    known: Known,
    ratings: Mapping[str, Sequence[int]],
    waived: Iterable[str],
    *,
    comparable: bool,
    method: selection.Method,
) -> selection.Inputs:
    """What the scorecard asks for. Amounts in another currency than the programme's are not known to it."""
    revenue: RevenueFact | None = value_of(known, Fact.REVENUE)
    renewal, servable = value_of(known, Fact.RENEWAL), value_of(known, Fact.SERVABLE)
    means = {name: selection.combine_ratings(ratings.get(key, ()), method).mean for key, name in RATED.items()}
    return selection.Inputs(
        revenue=float(revenue.last) if revenue and comparable and revenue.last >= 0 else None,
        margin=value_of(known, Fact.MARGIN),
        trend_pct=revenue.trend_pct if revenue else None,
        servable=float(servable) if servable is not None and comparable else None,
        renewal=renewal.chance if renewal else None,
        relationship=value_of(known, Fact.RELATIONSHIP),
        days_late=value_of(known, Fact.DAYS_LATE),
        waived=frozenset(waived),
        **means,
    )


def two_raters(rated: Mapping[str, selection.Rated], method: selection.Method) -> bool:
    """Whether every criterion of the method that somebody rated has two raters at least."""
    used = [found for key, found in rated.items() if found.mean is not None and key in method.weights]
    return bool(used) and all(found.is_enough for found in used)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A scorecard computed: what went in, what came out, how the raters stand."""

    inputs: selection.Inputs
    result: selection.Result
    method: selection.Method
    rated: Mapping[str, selection.Rated]

    @property
    def inputs_json(self) -> dict[str, Any]:
        """As an assessment keeps them: with the amounts that the programme sets, so that it can be computed again."""
        plain = {name: getattr(self.inputs, name) for name in self.inputs.__slots__}
        own = {name: getattr(self.method, name) for name in ("revenue_reference", "growth_reference", "gate_revenue")}
        return {**plain, "waived": sorted(self.inputs.waived), "programme": own}

    @property
    def has_two_raters(self) -> bool:
        """Whether every criterion that somebody rated was rated by two, as a new key account needs."""
        return two_raters(self.rated, self.method)


def evaluate(
    assessments: Sequence[Assessment], today: date, method: selection.Method | None = None
) -> dict[int, Evaluation]:
    """Scorecards computed from the records and ratings of today, by assessment id; a constant number of queries."""
    programme, method = methods.programme(), method or methods.selection_method()
    known = gather([row.account_id for row in assessments], today, FACTS)
    ratings: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, criterion, value in Rating.objects.filter(assessment__in=assessments).values_list(
        "assessment_id", "criterion", "value"
    ):
        ratings[pk][criterion].append(value)
    waived: dict[int, list[str]] = defaultdict(list)
    for pk, gate in GateWaiver.objects.filter(assessment__in=assessments, ends_on__gte=today).values_list(
        "assessment_id", "gate"
    ):
        waived[pk].append(gate)
    found = {}
    for row in assessments:
        own = with_programme(method, programme, light=row.variant == "light")
        comparable = row.account.currency == programme.currency
        inputs = selection_inputs(
            known[row.account_id], ratings[row.pk], waived[row.pk], comparable=comparable, method=own
        )
        rated = {key: selection.combine_ratings(ratings[row.pk].get(key, ()), own) for key in RATED}
        found[row.pk] = Evaluation(inputs, selection.evaluate(inputs, own), own, rated)
    return found


def stored_method(assessment: Assessment) -> selection.Method:
    """The method that a decided assessment was made with, the programme's amounts of the time included."""
    method: selection.Method = replace(methods.version(assessment.method), **assessment.inputs["programme"])
    return selection.light(method) if assessment.variant == "light" else method


def recomputed(assessment: Assessment) -> selection.Result:
    """The scorecard computed anew from its stored inputs with the method of the time: it must be the stored one."""
    return selection.evaluate(stored_inputs(assessment), stored_method(assessment))


def stored_inputs(assessment: Assessment) -> selection.Inputs:
    """What went into the scorecard, as the engine takes it."""
    stored = {name: value for name, value in assessment.inputs.items() if name != "programme"}
    return selection.Inputs(**{**stored, "waived": frozenset(stored["waived"])})


def result_json(result: selection.Result) -> dict[str, Any]:
    """As an assessment keeps it."""
    return parameters.dump(result)


# ---------------------------------------------------------------- the scorecard page


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: what it is worth, where that comes from, what the raters say."""

    id: str
    label: str | Promise
    weight: float
    on_value: bool
    value: float | None
    fact: str = ""
    view: str = ""  # the page of the records, empty for what people rate
    ratings: Sequence[Rating] = ()
    mean: float | None = None
    is_disputed: bool = False
    anchors: Anchors | None = None


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate: passed, failed, open or waived."""

    id: str
    label: str | Promise
    state: str
    waiver: GateWaiver | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An assessment as its page shows it: live while it is a draft, frozen once decided."""

    assessment: Assessment
    result: Mapping[str, Any]
    lines: Sequence[CriterionLine]
    gates: Sequence[GateLine]
    advice: str | Promise
    type: str | Promise
    has_two_raters: bool
    key_total: float  # of the method: what makes a key account
    foreign_currency: str  # the programme's currency when the account's amounts are in another

    @property
    def is_draft(self) -> bool:
        """Not decided yet."""
        return self.assessment.status == Assessment.Status.DRAFT

    @property
    def is_insufficient(self) -> bool:
        """Less than 70 % is known: a provisional number, no decision."""
        return bool(self.result["decision"] == selection.INSUFFICIENT)

    @property
    def disputed(self) -> list[CriterionLine]:
        """Criteria whose raters are two or more points apart."""
        return [line for line in self.lines if line.is_disputed]


def latest(account: Account) -> Assessment | None:
    """The newest assessment of an account."""
    return of_account(account).first()


def of_account(account: Account) -> QuerySet[Assessment]:
    """All assessments of an account, the newest first."""
    return Assessment.objects.filter(account=account).select_related("account", "by", "decided_by")


def scorecard(assessment: Assessment, today: date) -> Scorecard:
    """The scorecard with its facts, ratings and gates."""
    if assessment.status == Assessment.Status.DRAFT:
        evaluation = evaluate([assessment], today)[assessment.pk]
        method, inputs, result = evaluation.method, evaluation.inputs_json, result_json(evaluation.result)
    else:
        method, inputs, result = stored_method(assessment), assessment.inputs, assessment.result
    ratings: dict[str, list[Rating]] = defaultdict(list)
    rows = Rating.objects.filter(assessment=assessment).select_related("rater").fetch_mode(models.FETCH_RAISE)
    for rating in rows:
        ratings[rating.criterion].append(rating)
    rated = {key: selection.combine_ratings([row.value for row in ratings[key]], method) for key in RATED}
    facts = fact_words(inputs, assessment.account.currency)
    programme = methods.programme()
    return Scorecard(
        assessment=assessment,
        result=result,
        lines=[
            _fact_line(key, weight, result, facts.get(key, ""))
            if key not in RATED or (key == "K8" and inputs["relationship"] is not None)
            else _rated_line(key, weight, result, ratings[key], rated[key])
            for key, weight in method.weights.items()
        ],
        gates=_gates(assessment, result),
        advice=ADVICE[result["decision"]],
        type=TYPES[result["type"]],
        has_two_raters=two_raters(rated, method),
        key_total=method.key_total,
        foreign_currency=programme.currency if assessment.account.currency != programme.currency else "",
    )


def _fact_line(key: str, weight: float, result: Mapping[str, Any], fact: str) -> CriterionLine:
    return CriterionLine(
        id=key,
        label=CRITERIA[key],
        weight=weight,
        on_value=key in selection.VALUE_AXIS,
        value=result["values"].get(key),
        fact=fact,
        view=VIEWS[key],
    )


def _rated_line(
    key: str, weight: float, result: Mapping[str, Any], ratings: Sequence[Rating], rated: selection.Rated
) -> CriterionLine:
    return CriterionLine(
        id=key,
        label=CRITERIA[key],
        weight=weight,
        on_value=key in selection.VALUE_AXIS,
        value=result["values"].get(key),
        ratings=ratings,
        mean=rated.mean,
        is_disputed=rated.is_disputed,
        anchors=ANCHORS[key],
    )


VIEWS = {
    "K1": "accounts:account-money",
    "K2": "accounts:account-money",
    "K3": "accounts:account-money",
    "K4": "accounts:account-money",
    "K5": "accounts:account-money",
    "K8": "accounts:account-map",
    "K11": "accounts:account-money",
}


def fact_words(inputs: Mapping[str, Any], currency: str) -> dict[str, str]:
    """What the records say of each criterion that they answer."""
    found = {}
    revenue, servable = inputs["revenue"], inputs["servable"]
    if revenue is not None:
        found["K1"] = _("%(amount)s in 12 months") % {"amount": shown.money_short(revenue, currency)}
    if inputs["margin"] is not None:
        found["K2"] = _("%(margin)s%% after service cost") % {"margin": shown.plain(inputs["margin"], 1)}
    if inputs["trend_pct"] is not None:
        change = shown.signed(inputs["trend_pct"])
        found["K3"] = _("%(change)s%% against the 12 months before") % {"change": change}
    if revenue is not None and servable is not None:
        found["K4"] = _("%(servable)s could be served, %(revenue)s is ours") % {
            "servable": shown.money_short(servable, currency),
            "revenue": shown.money_short(revenue, currency),
        }
    if inputs["renewal"] is not None:
        found["K5"] = _("%(chance)s%% likely") % {"chance": shown.plain(inputs["renewal"])}
    if inputs["relationship"] is not None:
        found["K8"] = _("R %(score)s on the map of people") % {"score": shown.score(inputs["relationship"])}
    if inputs["days_late"] is not None:
        found["K11"] = _("%(days)s days late on average") % {"days": shown.plain(inputs["days_late"], 1)}
    return found


def _gates(assessment: Assessment, result: Mapping[str, Any]) -> list[GateLine]:
    waivers = {row.gate: row for row in GateWaiver.objects.filter(assessment=assessment).select_related("by")}
    return [GateLine(gate, label, gate_state(gate, result), waivers.get(gate)) for gate, label in GATES.items()]


def gate_state(gate: str, result: Mapping[str, Any]) -> str:
    """passed, failed, open (its input is missing) or waived."""
    if gate in result["waived_gates"]:
        return "waived"
    if gate in result["failed_gates"]:
        return "failed"
    return "open" if gate in result["open_gates"] else "passed"


def own_ratings(assessment: Assessment, rater: User) -> dict[str, Rating]:
    """What one rater said so far."""
    return {row.criterion: row for row in Rating.objects.filter(assessment=assessment, rater=rater)}


def rated_criteria(assessment: Assessment) -> list[str]:
    """The criteria that people rate in this variant; K8 where the map does not give R."""
    method = with_programme(methods.selection_method(), methods.programme(), light=assessment.variant == "light")
    figures = getattr(assessment.account, "figures", None)
    has_r = figures is not None and figures.relationship is not None
    return [key for key in method.weights if key in RATED and not (key == "K8" and has_r)]
