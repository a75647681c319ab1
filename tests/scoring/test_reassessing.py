"""Scorecards whose time has come, key accounts to look at again, and the list of decisions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Account, KeyStatus, Notice
from accounts.work import work_for
from reviews.services.reminders import remind
from scoring.engine.ranking import Entry, due_again
from scoring.engine.selection import Inputs
from scoring.models import Assessment, GateWaiver
from scoring.selectors.board import BoardFilter, board, board_rows
from scoring.selectors.decisions import decision_rows, decisions
from scoring.selectors.reassessing import due_assessments, to_re_examine
from tests.factories import TODAY, AccountFactory
from tests.scoring.conftest import ago, text_of

FACT_NAMES = tuple(name for name in Inputs.__slots__ if name != "waived")
AMOUNTS = {"revenue_reference": 5e6, "growth_reference": 1e7, "gate_revenue": 1e6}


def decided(account, days, *, total=72.0, decision="key", failed=(), waived=(), by, today=TODAY, latest=True):
    """A scorecard decided so many days ago, with as little as the boards ask for."""
    status = {"key": KeyStatus.KEY, "waiting": KeyStatus.WAITING, "leaving": KeyStatus.FORMER}[decision]
    Account.objects.filter(pk=account.pk).update(key_status=status)
    Assessment.objects.filter(account=account, is_latest=True).update(is_latest=not latest)
    day = today - timedelta(days=days)
    result = {
        "decision": decision, "type": "existing", "type_known": True, "values": {}, "coverage": 100.0,
        "failed_gates": list(failed), "waived_gates": list(waived), "open_gates": [],
    }  # fmt: skip
    return Assessment.objects.create(
        account=account, by=by, made_on=day, total=total, value_axis=total, position_axis=total, status="decided",
        decision=decision, decided_by=by, decided_on=day, decision_reason="Seen.", is_latest=latest, result=result,
    )  # fmt: skip


def selection_work(user):
    return [item.title for item in work_for(user, TODAY) if item.kind == "selection"]


# ---------------------------------------------------------------- every year, the lowest five every quarter

entries = st.lists(
    st.builds(Entry, st.integers(0, 40), st.none() | st.floats(0, 100), st.none() | st.floats(0, 100), st.just("x")),
    max_size=12,
    unique_by=lambda entry: entry.id,
)


@given(entries, st.randoms(use_true_random=False))
def test_the_lowest_five_are_due_after_a_quarter_all_others_after_a_year_in_any_order(given_entries, random):
    days = {entry.id: date(2026, 1, 1) for entry in given_entries}
    found = due_again(given_entries, days)
    shuffled = random.sample(given_entries, len(given_entries))
    assert {
        one.id: one.due_on for one in due_again(shuffled, days) if len({e.total for e in shuffled}) == len(days)
    } in (
        {},
        {one.id: one.due_on for one in found},
    )
    assert sum(one.is_lowest for one in found) == min(5, len(days))
    assert {(one.due_on - date(2026, 1, 1)).days for one in found if one.is_lowest} <= {90}
    assert {(one.due_on - date(2026, 1, 1)).days for one in found if not one.is_lowest} <= {365}


def test_an_account_without_a_decision_is_not_due_again():
    assert due_again([Entry(1, 50.0, 50.0, "a")], {}) == []


@pytest.mark.django_db
def test_due_assessments_are_the_lowest_five_of_the_quarter_and_all_of_the_year(org):
    totals = (90, 85, 80, 75, 74, 73, 72)
    accounts = [AccountFactory(name=f"Key {total}", manager=org.manager) for total in totals]
    for account, total in zip(accounts, totals, strict=True):
        decided(account, 100, total=float(total), by=org.leader)
    decided(accounts[0], 400, total=90.0, by=org.leader)  # made earlier: the newer one of 100 days ago counts
    found = due_assessments(Account.objects.all(), TODAY)
    assert [(due.account.name, due.due_on, due.is_lowest) for due in found] == [
        (f"Key {total}", ago(10), True) for total in (72, 73, 74, 75, 80)
    ]


@pytest.mark.django_db
def test_a_new_decision_ends_that_it_is_due(org):
    decided(org.account, 370, by=org.leader)
    assert selection_work(org.manager) == ["Assess the account again"]
    assert selection_work(org.stranger) == []
    decided(org.account, 0, by=org.leader)
    assert selection_work(org.manager) == []


@pytest.mark.django_db
def test_everybody_hears_once_of_a_scorecard_that_is_due(org):
    decided(org.account, 91, by=org.leader)
    for day in (TODAY, TODAY, TODAY + timedelta(days=1)):
        remind(today=day)
    notices = Notice.objects.filter(kind="selection")
    assert [(row.user, row.text) for row in notices] == [
        (
            org.manager,
            "Aurora Foods: the selection scorecard was due again on June 14, 2026"
            " (one of the lowest five: every quarter)",
        )
    ]
    remind(today=TODAY + timedelta(days=40))
    assert set(notices.values_list("user__name", flat=True)) == {"Mara Manager", "Lars Leader"}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_due_assessments_take_three_queries(org, rows, django_assert_num_queries):
    for account in AccountFactory.create_batch(rows, manager=org.manager):
        decided(account, 400, by=org.leader)
    with django_assert_num_queries(3):
        assert len(due_assessments(Account.objects.all(), TODAY)) == rows


# ---------------------------------------------------------------- key accounts to look at again


def reasons(user, today=TODAY):
    return [(leaver.account.name, leaver.cause) for leaver in to_re_examine(user, today)]


@pytest.mark.django_db
def test_a_key_account_twice_below_sixty_is_to_be_looked_at_again_with_u5(client, org):
    decided(org.account, 120, total=55.0, by=org.leader)
    decided(org.account, 10, total=58.0, by=org.leader)
    assert reasons(org.leader) == [("Aurora Foods", "total")]
    assert reasons(org.stranger) == []
    assert selection_work(org.leader) == ["Look at its key status again (U5)"]


@pytest.mark.django_db
def test_a_gate_that_fails_is_looked_at_after_half_a_year_unless_it_is_waived(org):
    decided(org.account, 200, failed=["margin"], by=org.leader)
    newest = decided(org.account, 20, failed=["margin", "payment"], waived=["margin"], by=org.leader)
    waiver = GateWaiver.objects.create(
        assessment=newest, gate="margin", by=org.leader, reason="New price.", ends_on=TODAY
    )
    assert reasons(org.leader) == []  # the margin is waived, the payment fails for 20 days only
    waiver.ends_on = ago(1)
    waiver.save()
    assert reasons(org.leader) == [("Aurora Foods", "gate")]


@pytest.mark.django_db
def test_a_waiver_that_has_ended_asks_for_a_look(org):
    newest = decided(org.account, 20, failed=["margin"], waived=["margin"], by=org.leader)
    GateWaiver.objects.create(assessment=newest, gate="margin", by=org.leader, reason="New price.", ends_on=ago(1))
    assert reasons(org.leader) == [("Aurora Foods", "waiver")]
    row = board_rows(board(org.leader, BoardFilter()), 70.0)[0]
    assert (row.has_waiver, row.waived_until) == (True, ago(1))


@pytest.mark.django_db
def test_who_is_to_be_looked_at_again_is_told_to_manager_and_leader_once(org):
    decided(org.account, 120, total=55.0, by=org.leader)
    decided(org.account, 10, total=58.0, by=org.leader)
    for _again in range(2):
        remind(today=TODAY)
    notices = Notice.objects.filter(kind="selection").values_list("user__name", "text").order_by("user__name")
    words = "Aurora Foods: look at its key status again, below 60 in two assessments running"
    assert list(notices) == [("Lars Leader", words), ("Mara Manager", words)]


@pytest.mark.django_db
def test_the_scorecard_itself_says_what_asks_for_a_new_one(client, org):
    today = timezone.localdate()
    row = decided(org.account, 400, failed=["margin"], waived=["margin"], by=org.leader, today=today)
    row.inputs = {**dict.fromkeys(FACT_NAMES), "waived": ["margin"], "programme": AMOUNTS}
    row.save()
    GateWaiver.objects.create(
        assessment=row, gate="margin", by=org.leader, reason="New price.", ends_on=today - timedelta(days=1)
    )
    client.force_login(org.manager)
    text = text_of(client.get(reverse("scoring:account-selection", args=[org.account.pk])))
    for words in ("Due to be assessed again on", "a gate has failed for half a year", "waiver ended"):
        assert words in text


# ---------------------------------------------------------------- entries and exits


@pytest.mark.django_db
def test_decisions_say_who_came_in_stayed_and_left_on_which_scorecard(client, org):
    for days, decision in ((300, "waiting"), (200, "key"), (100, "key"), (10, "leaving")):
        last = decided(org.account, days, decision=decision, by=org.leader)
    assert [row.move for row in decision_rows(decisions(org.leader))] == ["out", "stays", "in", "other"]
    client.force_login(org.leader)
    text = text_of(client.get(reverse("scoring:programme-decisions")))
    assert text.count("Seen.") == 4
    assert reverse("scoring:assessment-detail", args=[last.pk]) in text


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_decisions_take_the_same_queries(client, org, rows, django_assert_num_queries):
    for account in AccountFactory.create_batch(rows, team=org.berlin):
        decided(account, 10, by=org.leader)
    client.force_login(org.leader)
    with django_assert_num_queries(4):
        client.get(reverse("scoring:programme-decisions"))


@pytest.mark.django_db
def test_the_board_names_who_is_due_and_whose_raters_disagree(client, org):
    row = decided(org.account, 400, by=org.leader, today=timezone.localdate())
    for rater, value in ((org.manager, 5), (org.member, 3)):
        row.ratings.create(rater=rater, criterion="K9", value=value, note="Seen.")
    client.force_login(org.leader)
    text = text_of(client.get(reverse("scoring:programme")))
    assert "one of the lowest five: every quarter" in text
    assert "raters disagree" in text
