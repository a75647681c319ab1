"""Suggested answers: which records feed which question, and what becomes of a suggestion that is accepted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Account, AccountFigures, Improvement, Need, Trend
from accounts.services.stakeholders import stakeholder_update
from planning.models import Assumption, KnowledgeGap, Plan
from planning.selectors.questions import sheet
from planning.selectors.records import lines, slot_of
from planning.selectors.suggestions import Asking, suggestions
from planning.services import records
from tests.factories import (
    TODAY,
    AccountFactory,
    ActionFactory,
    CellFactory,
    CompetitorFactory,
    InfluenceLineFactory,
    InteractionFactory,
    IssueFactory,
    LinkFactory,
    OpportunityFactory,
    PlanFactory,
    ProductFactory,
    RevenueFactory,
    ReviewFactory,
    StakeholderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(org):
    return PlanFactory(account=org.account, variant="full")


def _asking(plan, user, *, sensitive=True):
    plan = Plan.objects.select_related("account__figures", "account__parent__sponsor", "account__sponsor").get(
        pk=plan.pk
    )
    return Asking(plan, plan.account, TODAY, sensitive=sensitive, sheet=sheet(plan, TODAY), user=user)


def said(plan, user, code, **how):
    return [one.text for one in suggestions(code, _asking(plan, user, **how))]


def accept(plan, user, code, place=0):
    """Take over one of the suggestions that are rows; returns the rows of the question in words."""
    asking = _asking(plan, user)
    offer = [one.offer for one in suggestions(code, asking) if one.offer][place]
    slot = slot_of(code, offer.kind)
    if offer.row is None:
        records.row_add(plan=asking.plan, slot=slot, values=offer.values, by=user)
    else:
        records.row_change(plan=asking.plan, slot=slot, row=offer.row, changes=offer.values, by=user)
    return [line.text for line in lines(plan, code)]


# ---------------------------------------------------------------- our team


def test_sponsor_of_the_parent_is_offered_and_only_who_may_name_one_takes_it(org, full):
    boss = UserFactory(name="Bea Boss")
    Account.objects.filter(pk=org.account.pk).update(sponsor=None, parent=AccountFactory(name="Group", sponsor=boss))
    assert said(full, org.member, "T3") == ["Bea Boss sponsors Group"]
    assert suggestions("T3", _asking(full, org.member))[0].offer is None
    assert accept(full, org.manager, "T3") == ["Sponsor: Bea Boss"]


def test_empty_role_is_offered_as_staffing(org, full):
    assert accept(full, org.manager, "T5")[0].startswith("Fill the role: Project manager")
    assert "Fill the role: Project manager" not in said(full, org.manager, "T5")


def test_next_review_goes_into_the_charter_below_what_it_says(org, full):
    Plan.objects.filter(pk=full.pk).update(charter="Mondays")
    AccountFigures.objects.filter(account=org.account).update(next_review_on=TODAY)
    accept(full, org.manager, "T6")
    full.refresh_from_db()
    assert full.charter.splitlines() == ["Mondays", "Next review: June 15, 2026"]
    assert said(full, org.manager, "T6") == []


def test_departments_that_mend_issues_are_offered_as_help_and_issues_as_risks(org, full):
    IssueFactory(account=org.account, title="Late parts", owner_unit="Logistics", opened_on=TODAY)
    ActionFactory(account=org.account, owner_unit="Legal")
    assert said(full, org.manager, "V6") == ["Help from Logistics"]
    assert accept(full, org.manager, "T7")[0].startswith("Late parts")
    assert any(row.startswith("Help from Logistics") for row in accept(full, org.manager, "V6"))


# ---------------------------------------------------------------- the customer's people


def test_job_titles_suggest_who_agrees_and_who_pays(org, full):
    StakeholderFactory(account=org.account, name="Cy", title="Chief Financial Officer")
    StakeholderFactory(account=org.account, name="Ed", title="Managing Director")
    StakeholderFactory(account=org.account, name="Di", title="Buyer", decision_roles=["user"])
    assert said(full, org.member, "P2") == [
        "Cy (Chief Financial Officer): Approver by job title",
        "Ed (Managing Director): Economic buyer by job title",
    ]
    assert said(full, org.member, "P1") == ["Ed (Managing Director): Economic buyer by job title"]
    assert accept(full, org.member, "P2")[0].startswith("Cy: Chief Financial Officer · Approver")


def test_influence_is_suggested_by_whom_a_person_leads_or_sways(org, full):
    ann = StakeholderFactory(account=org.account, name="Ann")
    bo = StakeholderFactory(account=org.account, name="Bo", reports_to=ann, influence=2)
    InfluenceLineFactory(source=ann, target=StakeholderFactory(account=org.account, name="Cy", influence=1))
    assert said(full, org.member, "P3") == ["Ann leads or sways Cy, Bo: influence 4"]
    assert said(full, org.leader, "P3", sensitive=False) == ["Ann leads or sways Bo: influence 3"]
    accept(full, org.member, "P3")
    ann.refresh_from_db()
    assert (ann.influence, ann.influence_evidence, bo.influence) == (4, "Leads or sways Cy, Bo", 2)


def test_notes_about_a_person_are_offered_as_a_goal(org, full):
    StakeholderFactory(account=org.account, name="Ann", notes="Wants the plant in Gdansk.")
    assert accept(full, org.member, "P6") == ["Ann: Wants the plant in Gdansk.: how strong, 1 to 3: 2 · Neutral"]
    assert said(full, org.member, "P6") == []


def test_who_is_new_and_who_has_another_position_is_told(org, full):
    old = StakeholderFactory(account=org.account, name="Ann", title="Buyer")
    type(old).objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")
    Plan.objects.filter(pk=full.pk).update(starts_on="2021-01-01")
    StakeholderFactory(account=org.account, name="Bo")
    stakeholder_update(stakeholder=old, changes={"title": "Head of buying"}, by=org.member)
    new, changed = said(full, org.member, "P8")
    assert new.startswith("Bo is new, on the map since ")
    assert changed.startswith("Ann has another position since ")


def test_who_knows_a_key_player_best_is_offered_as_keeper_else_who_spoke_last(org, full):
    known = StakeholderFactory(account=org.account, name="Ann", influence=5)
    spoken = StakeholderFactory(account=org.account, name="Bo", has_veto=True)
    StakeholderFactory(account=org.account, name="Cy", influence=1)
    LinkFactory(stakeholder=known, user=org.member, strength=3)
    talk = InteractionFactory(account=org.account)
    talk.people.add(org.manager)
    talk.stakeholders.add(spoken)
    assert said(full, org.member, "P9") == [
        "Mina Member knows Ann best, strength 3 of 5",
        "Mara Manager spoke with Bo on June 15, 2026",
    ]
    accept(full, org.member, "P9")
    rows = accept(full, org.member, "P9")
    assert [row.split(":")[0] for row in rows] == ["Mina Member – Ann", "Mara Manager – Bo"]
    assert said(full, org.member, "P9") == []


# ---------------------------------------------------------------- the customer's business


def test_trends_of_the_same_industry_come_from_customers_that_the_reader_may_see(org, full):
    Account.objects.update(industry="Food")
    seen = AccountFactory(team=org.berlin, industry="Food")
    hidden = AccountFactory(team=org.south, industry="Food")
    Trend.objects.create(account=seen, title="Packaging law", kind="regulation", effect="hurts")
    Trend.objects.create(account=hidden, title="Secret", kind="regulation")
    Trend.objects.create(account=seen, title="Robots", kind="technology")
    assert "Packaging law (noted at 1 customer)" in said(full, org.leader, "R3")
    assert not [text for text in said(full, org.leader, "R3") if "Secret" in text or "Robots" in text]
    assert [one for one in suggestions("R3", _asking(full, org.auditor)) if one.offer] == []
    assert accept(full, org.administrator, "R4")[0].startswith("Robots")


def test_how_long_deals_took_becomes_the_buying_process(org, full):
    for days in (40, 60, 110):
        OpportunityFactory(account=org.account, stage="won", engaged_on=TODAY - timedelta(days=days), close_on=TODAY)
    first, months = said(full, org.member, "N8")
    assert first == "From first talk to signature: 40 to 110 days, mostly about 60 (3 won deals)"
    assert months == "Most deals were signed in: June"
    assert accept(full, org.member, "N8") == [f"Buying process: {first}"]
    assert said(full, org.member, "N8") == [months]


def test_first_talk_and_first_deal_become_the_history(org, full):
    InteractionFactory(account=org.account, summary="Met at the fair")
    OpportunityFactory(account=org.account, name="Line 4", stage="won", close_on=TODAY, amount=None)
    assert said(full, org.member, "I1") == [
        "First on record: June 15, 2026, Met at the fair",
        "First deal won: Line 4, June 15, 2026",
    ]
    accept(full, org.member, "I1")
    assert "Met at the fair" in Account.objects.get(pk=org.account.pk).history


def test_what_was_billed_is_offered_where_the_grid_says_nothing(org, full):
    pump, valve = ProductFactory(name="Pump"), ProductFactory(name="Valve")
    RevenueFactory(account=org.account, product=pump, amount=700)
    RevenueFactory(account=org.account, product=valve, amount=100)
    CellFactory(account=org.account, product=valve, status="ours")
    assert said(full, org.member, "I2") == ["Pump: 700 EUR billed in 12 months"]
    assert any(row.startswith("Pump") for row in accept(full, org.member, "I2"))
    assert said(full, org.member, "I2") == []


def test_sum_of_the_grid_is_offered_as_spend(org, full):
    CellFactory(account=org.account, potential_amount=900, status="empty")
    CellFactory(account=org.account, potential_amount=50, status="not_needed")
    assert accept(full, org.manager, "I3") == ["Spend that we could serve, a year: 900 EUR"]


def test_cost_to_serve_is_shown_with_what_the_margin_leaves(org, full):
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=Decimal(25))
    AccountFigures.objects.filter(account=org.account).update(revenue_12m=2_000)
    org.account.team_members.update(hours_per_week=12)
    IssueFactory(account=org.account, opened_on=TODAY)
    assert said(full, org.member, "I4") == [
        "25.0% of 2,000 EUR is 500 EUR a year",
        "Cost to serve: the team gives 12.0 hours a week",
        "Cost to serve: 1 issue in 12 months",
    ]


def test_issues_and_the_last_review_with_the_customer_say_how_content_they_are(org, full):
    IssueFactory(account=org.account, severity="critical", opened_on=TODAY)
    ReviewFactory(account=org.account, kind="customer", status="held", held_on=TODAY, rating=4)
    assert said(full, org.member, "I5") == [
        "Open issues, Critical: 1",
        "Customer business review, June 15, 2026: rated 4 of 5",
    ]


def test_rival_is_offered_as_its_move_against_us(org, full):
    CompetitorFactory(account=org.account, name="Acme")
    assert accept(full, org.member, "C6")[0].startswith("Acme: Works there")


# ---------------------------------------------------------------- value, and what we do not know


def test_needs_are_offered_with_a_span_and_named_for_products(org, full):
    Need.objects.create(account=org.account, title="Fewer stops", severity="critical")
    Need.objects.create(account=org.account, title="Nicer lamps", severity="minor")
    assert said(full, org.member, "N4") == ["Fewer stops: Quick answer", "Nicer lamps: Patient work"]
    assert said(full, org.member, "V4") == ["Open need: Fewer stops", "Open need: Nicer lamps"]
    assert accept(full, org.member, "N4") == ["Fewer stops: Quick answer"]


def test_improvement_is_offered_as_something_to_build_together(org, full):
    Improvement.objects.create(account=org.account, title="Line health", how="Shared data")
    assert accept(full, org.member, "V5") == ["Line health: Shared data · Open"]


def test_pipeline_and_white_space_are_offered_as_targets_of_years(org, full):
    AccountFigures.objects.filter(account=org.account).update(revenue_12m=1_000, pipeline_weighted=200, white_space=500)
    assert said(full, org.member, "V7") == [
        "2027: 1,200 EUR. Weighted pipeline: 200 EUR",
        "2029: 1,500 EUR. White space: 500 EUR",
    ]
    assert accept(full, org.member, "V7")[0].startswith("2027")
    assert said(full, org.member, "V7") == ["2029: 1,500 EUR. White space: 500 EUR"]


def test_assumption_is_offered_as_a_missing_fact_and_that_as_something_to_find_out(org, full):
    Assumption.objects.create(account=org.account, title="They have a budget")
    assert "Is it true that: They have a budget" in said(full, org.member, "U2")
    KnowledgeGap.objects.create(account=org.account, title="Who signs")
    assert said(full, org.member, "U3") == ["Who signs: Mina Member by July 15, 2026"]
    accept(full, org.member, "U3")
    assert KnowledgeGap.objects.get().owner == org.member
