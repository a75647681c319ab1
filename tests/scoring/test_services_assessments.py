"""Selection scorecards through the database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Account, AccountFigures, AuditEvent, KeyStatus, Revenue
from accounts.services.money import figures_refresh
from scoring.models import Assessment, GateWaiver, Programme
from scoring.selectors import assessments as selectors
from scoring.selectors.board import BoardFilter, board, board_row, shifts
from scoring.services import assessments as services
from scoring.services.programme import programme_update
from tests.factories import TODAY, AccountFactory, ContractFactory
from tests.scoring.conftest import ago, people, revenue

pytestmark = pytest.mark.django_db

TS1 = {"K6": 4, "K7": 3, "K9": 4, "K10": 3, "K12": 3, "K13": 4}
TS3 = {"K6": 3, "K7": 2, "K9": 3, "K10": 4, "K12": 1, "K13": 1}


def make_account(**fields):
    return AccountFactory(**fields)


def facts_ts1(account):
    """Revenue 4.0 m, rising by 10 %, margin 31, servable 10 m, renewal 85, R 65, 12 days late."""
    Account.objects.filter(pk=account.pk).update(
        gross_margin_pct=31, addressable_spend=10_000_000, days_late=12, days_late_on=TODAY
    )
    revenue(account, last=4_000_000, before=Decimal(4_000_000) / Decimal("1.1"))
    ContractFactory(account=account, renewal_chance=85, renewal_chance_on=TODAY)
    people(account, [1, 1, 1], strength=3, contact=5)  # q 0.675
    people(account, [1], strength=2, contact=5)  # q 0.575


def facts_ts3(account):
    """Revenue 7.5 m, falling by 5 %, margin 8, servable 8 m, renewal 90, R 50, 75 days late."""
    Account.objects.filter(pk=account.pk).update(
        gross_margin_pct=8, addressable_spend=8_000_000, days_late=75, days_late_on=TODAY
    )
    revenue(account, last=7_500_000, before=Decimal(7_500_000) / Decimal("0.95"))
    ContractFactory(account=account, renewal_chance=90, renewal_chance_on=TODAY)
    people(account, [2, 2, 2], strength=0, contact=5)


def rate(assessment, ratings, *raters):
    for rater in raters:
        values = {key: (value, "As seen.") for key, value in ratings.items()}
        services.ratings_save(assessment=assessment, values=values, today=TODAY, by=rater)


@pytest.fixture
def ts1(org):
    facts_ts1(org.account)
    refresh(org.account)
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, TS1, org.manager, org.member)
    return Assessment.objects.get(pk=row.pk)


def refresh(*accounts):
    figures_refresh(account_ids=[account.pk for account in accounts], today=TODAY)


def decide(assessment, decision, by, reason="It fits."):
    return services.assessment_decide(assessment=assessment, decision=decision, reason=reason, today=TODAY, by=by)


def test_the_example_of_an_existing_key_account(ts1):
    values = ts1.result["values"]
    known = {"K1": 80, "K2": 70, "K3": 70, "K4": 60, "K5": 85, "K6": 80, "K7": 60}
    known |= {"K8": 65, "K9": 80, "K10": 60, "K11": 80, "K12": 60, "K13": 80}
    assert values == pytest.approx(known)
    assert (ts1.value_axis, ts1.position_axis) == pytest.approx((69.642857, 73.636364))
    assert ts1.total == pytest.approx(71.40)
    assert (ts1.result["decision"], ts1.result["type"], ts1.result["failed_gates"]) == ("key", "existing", [])


def test_the_example_of_a_big_account_that_does_not_qualify(org):
    facts_ts3(org.account)
    refresh(org.account)
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, TS3, org.manager, org.member)
    row.refresh_from_db()
    assert row.value_axis == pytest.approx(32.857143)
    assert row.position_axis == pytest.approx(53.636364)
    assert row.total == pytest.approx(42.0)
    assert (row.result["failed_gates"], row.result["decision"]) == (["margin", "payment"], "not_key")


def test_a_decided_scorecard_computed_anew_is_the_same(ts1, org):
    row = decide(ts1, "key", org.leader)
    programme_update(changes={"revenue_reference": Decimal(9_000_000)}, today=TODAY, by=org.administrator)
    row.refresh_from_db()
    assert selectors.result_json(selectors.recomputed(row)) == row.result
    assert selectors.scorecard(row, TODAY).result["total"] == row.total


def test_deciding_makes_a_key_account_and_tells_the_trail(ts1, org):
    row = decide(ts1, "key", org.leader, reason="Two new plants.")
    org.account.refresh_from_db()
    assert (org.account.key_status, row.decision, row.decided_by, row.decided_on) == ("key", "key", org.leader, TODAY)
    event = AuditEvent.objects.get(verb="account.key_status_decided")
    assert (event.changes, event.reason, event.by) == ({"key_status": ["none", "key"]}, "Two new plants.", org.leader)
    assert AccountFigures.objects.get(account=org.account).selection_total == pytest.approx(row.total)


def test_over_the_cap_an_account_waits(ts1, org):
    Programme.objects.update(key_account_cap=1)
    AccountFactory(key_status=KeyStatus.KEY)
    row = decide(ts1, "key", org.leader)
    org.account.refresh_from_db()
    assert (row.decision, org.account.key_status) == ("waiting", "waiting")


def test_a_key_account_keeps_its_place_at_the_cap(ts1, org):
    Programme.objects.update(key_account_cap=1)
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.KEY)
    assert decide(ts1, "key", org.leader).decision == "key"


def test_one_rater_is_not_enough_for_a_new_key_account(org):
    facts_ts1(org.account)
    refresh(org.account)
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, TS1, org.manager)
    with pytest.raises(ValidationError, match="two raters"):
        decide(row, "key", org.leader)
    assert decide(row, "candidate", org.leader).decision == "candidate"


def test_one_rater_is_enough_to_stay_one(org):
    facts_ts1(org.account)
    refresh(org.account)
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.KEY)
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, TS1, org.manager)
    assert decide(row, "key", org.leader).decision == "key"


def test_too_little_known_means_no_decision_but_leaving(org):
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    for decision in ("key", "candidate", "not_key"):
        with pytest.raises(ValidationError, match="too little for a decision"):
            decide(row, decision, org.leader)
    assert decide(row, "leaving", org.leader).decision == "leaving"
    org.account.refresh_from_db()
    assert org.account.key_status == "former"


def test_not_key_ends_a_membership_and_is_nothing_for_others(ts1, org):
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.KEY)
    decide(ts1, "not_key", org.leader)
    org.account.refresh_from_db()
    assert org.account.key_status == "former"


def test_a_failed_gate_blocks_key_until_an_executive_waives_it(ts1, org):
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=Decimal("9.5"))
    with pytest.raises(ValidationError, match="A gate fails"):
        decide(ts1, "key", org.leader)
    services.waiver_set(
        assessment=ts1, gate="margin", executive=org.sponsor, reason="Price round in May.",
        ends_on=TODAY + timedelta(days=90), today=TODAY, by=org.leader,
    )  # fmt: skip
    row = decide(ts1, "key", org.leader)
    assert (row.decision, row.result["waived_gates"], row.inputs["waived"]) == ("key", ["margin"], ["margin"])


def test_a_waiver_that_ended_waives_nothing(ts1, org):
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=5)
    GateWaiver.objects.create(assessment=ts1, gate="margin", by=org.sponsor, reason="Once.", ends_on=ago(1))
    with pytest.raises(ValidationError, match="A gate fails"):
        decide(ts1, "key", org.leader)


def test_only_a_failing_gate_can_be_waived(ts1, org):
    with pytest.raises(ValidationError, match="Only a gate that fails"):
        services.waiver_set(
            assessment=ts1,
            gate="margin",
            executive=org.sponsor,
            reason="No.",
            ends_on=TODAY,
            today=TODAY,
            by=org.leader,
        )


def test_an_open_gate_allows_a_candidate_only(ts1, org):
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=None)
    with pytest.raises(ValidationError, match="A gate is open"):
        decide(ts1, "key", org.leader)
    assert decide(ts1, "candidate", org.leader).decision == "candidate"


def test_raters_far_apart_are_flagged_and_the_mean_counts(org):
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, {"K9": 5}, org.manager)
    rate(row, {"K9": 2}, org.member)
    card = selectors.scorecard(row, TODAY)
    line = next(line for line in card.lines if line.id == "K9")
    assert (line.mean, line.value, line.is_disputed) == (3.5, 70.0, True)
    assert [disputed.id for disputed in card.disputed] == ["K9"]


def test_a_sheet_of_ratings_is_one_event_with_old_and_new(org):
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    rate(row, {"K9": 5, "K10": 1}, org.member)
    rate(row, {"K9": 4, "K10": 1}, org.member)
    rate(row, {"K9": 4, "K10": 1}, org.member)
    told = AuditEvent.objects.filter(verb="assessment.rated").values_list("changes", flat=True)
    assert list(told) == [
        {"K9": ["5: As seen.", "4: As seen."]},
        {"K9": [None, "5: As seen."], "K10": [None, "1: As seen."]},
    ]


def test_amounts_in_another_currency_are_left_out(org):
    facts_ts1(org.account)
    Account.objects.filter(pk=org.account.pk).update(currency="USD")
    Revenue.objects.filter(account=org.account).update(currency="USD")
    org.account.refresh_from_db()
    refresh(org.account)
    row = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.manager)
    card = selectors.scorecard(row, TODAY)
    assert (card.foreign_currency, "K1" in card.result["values"], "K4" in card.result["values"]) == (
        "EUR",
        False,
        False,
    )


def test_the_light_scorecard_has_seven_criteria(org):
    row = services.assessment_create(account=org.account, variant="light", today=TODAY, by=org.manager)
    lines = selectors.scorecard(row, TODAY).lines
    assert [line.id for line in lines] == ["K1", "K2", "K4", "K8", "K9", "K11", "K13"]
    assert sum(line.weight for line in lines) == pytest.approx(100)


def test_one_draft_at_a_time_and_one_latest(ts1, org):
    assert services.assessment_create(account=org.account, variant="light", today=TODAY, by=org.member) == ts1
    decide(ts1, "key", org.leader)
    second = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.member)
    assert list(Assessment.objects.filter(is_latest=True)) == [second]


def test_a_waiver_that_holds_moves_on_to_the_next_scorecard(ts1, org):
    GateWaiver.objects.create(assessment=ts1, gate="margin", by=org.sponsor, reason="Held.", ends_on=TODAY)
    decide(ts1, "key", org.leader)
    second = services.assessment_create(account=org.account, variant="full", today=TODAY, by=org.member)
    assert [(w.gate, w.by) for w in second.waivers.all()] == [("margin", org.sponsor)]


def test_a_decided_scorecard_takes_no_ratings(ts1, org):
    decide(ts1, "key", org.leader)
    with pytest.raises(ValidationError, match="stays as it is"):
        rate(ts1, {"K9": 1}, org.manager)


def test_the_board_ranks_by_total_then_value_then_name(org):
    for name, total, value in (
        ("B", 60.0, 50.0),
        ("C", 60.0, 50.0),
        ("A", 70.0, 10.0),
        ("D", 60.0, 55.0),
        ("E", None, None),
    ):
        account = AccountFactory(name=name, sort_key=name.lower(), team=org.berlin)
        made = Assessment.objects.create(account=account, by=org.manager, made_on=TODAY)
        services.assessment_create(account=account, variant="full", today=TODAY, by=org.manager)
        services._compute(made, TODAY)
        Assessment.objects.filter(pk=made.pk).update(total=total, value_axis=value)
    assert [row.account.name for row in board(org.leader, BoardFilter())] == ["A", "D", "B", "C", "E"]


def test_the_board_shows_only_what_the_reader_may_see(ts1, org):
    hidden = AccountFactory(team=org.south)
    services.assessment_create(account=hidden, variant="full", today=TODAY, by=org.administrator)
    assert [row.account for row in board(org.leader, BoardFilter())] == [org.account]
    assert board(org.administrator, BoardFilter()).count() == 2


def test_filters_of_the_board(ts1, org):
    def found(**narrow):
        return board(org.leader, BoardFilter(**narrow)).count()

    assert (found(advice="key"), found(advice="candidate")) == (1, 0)
    assert (found(type="existing"), found(type="emerging")) == (1, 0)
    assert (found(gates="passed"), found(gates="failed"), found(gates="open")) == (1, 0, 0)
    assert (found(q="auro"), found(q="zzz"), found(status="key")) == (1, 0, 0)


def test_what_the_weights_decide_names_who_crosses_the_line(ts1, org):
    Assessment.objects.filter(pk=ts1.pk).update(result={**ts1.result, "values": {"K1": 100.0, "K2": 39.0}})
    lines = {(line.criterion, line.step): line for line in shifts(org.leader)}
    assert lines[("K2", 5.0)].left == ["Aurora Foods"]
    assert board_row(ts1).gates_failed == []


def test_new_references_compute_open_scorecards_again(ts1, org):
    programme_update(changes={"revenue_reference": Decimal(8_000_000)}, today=TODAY, by=org.administrator)
    ts1.refresh_from_db()
    assert ts1.result["values"]["K1"] == pytest.approx(50.0)
