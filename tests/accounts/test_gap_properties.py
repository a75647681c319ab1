"""What holds for the rules of the map whatever the people are. Pure: no database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AccountGap, DecisionRole, RelationshipLink, Severity, Stakeholder, User
from accounts.selectors.gap_kinds import Facts, Gap, Situation
from accounts.selectors.gap_states import is_worse
from accounts.selectors.gap_words import TITLES, WORDS
from accounts.selectors.gaps import judge
from accounts.selectors.stakeholders import Person

TODAY = date(2026, 6, 15)
OURS = [User(pk=pk, name=f"Colleague {pk}", email=f"{pk}@example.com") for pk in (1, 2, 3)]
COVERAGE = {"G01", "G02", "G04"}  # of having the right people
STILLED = {"G08", "G09", "G11", "G15"}  # by an open action about the person
holds = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
days_ago = st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def links_of(draw, row):
    users = draw(st.lists(st.sampled_from(OURS), max_size=3, unique_by=lambda user: user.pk))
    owner = draw(st.sampled_from([None, *(user.pk for user in users)]))
    return tuple(
        RelationshipLink(
            stakeholder=row, user=user, strength=draw(st.integers(0, 5)),
            wanted_strength=draw(st.none() | st.integers(0, 5)), last_contact_on=draw(st.none() | days_ago),
            is_primary=user.pk == owner,
        )
        for user in users
    )  # fmt: skip


@st.composite
def person(draw, pk):
    stance = draw(st.none() | st.integers(-2, 2))
    row = Stakeholder(
        pk=pk, account_id=1, name=f"Person {pk}", influence=draw(st.none() | st.integers(1, 5)), stance=stance,
        stance_on=draw(st.none() | days_ago) if stance is not None else None, influence_on=draw(st.none() | days_ago),
        decision_roles=draw(st.lists(st.sampled_from([str(role) for role in DecisionRole]), max_size=2, unique=True)),
        has_veto=draw(st.booleans()), rival_preferred=draw(st.sampled_from(["", "Rivalis"])),
        is_placeholder=draw(st.booleans()), status="active", created_at=datetime.combine(draw(days_ago), datetime.min.time(), UTC),
    )  # fmt: skip
    return Person(row, draw(links_of(row)))


@st.composite
def situation(draw):
    people = [draw(person(pk)) for pk in range(1, draw(st.integers(0, 4)) + 1)]
    ids = st.sets(st.sampled_from([one.row.pk for one in people])) if people else st.just(set())
    busy, threatened = draw(ids), draw(ids)
    pairs = tuple((one, other) for one in draw(ids) for other in draw(ids) if one < other)
    judges = {one.row.pk: frozenset({1}) for one in people if one.row.stance is not None}
    leavers = draw(st.dictionaries(st.sampled_from([1, 2]), st.just("Gone"), max_size=1))
    facts = Facts(draw(st.none() | st.just(3)), frozenset(busy), frozenset(threatened), pairs, judges, leavers)
    return Situation(1, people, TODAY, busy, [], facts, [])


def rules(at: Situation) -> set[str]:
    return {gap.id for gap in judge(at)}


def concerned(at: Situation, rule: str) -> set[int]:
    return {pk for gap in judge(at) if gap.id == rule for pk in gap.person_ids}


def ally(pk: int = 99) -> Person:
    """An approver and advocate of influence whom we met today, with evidence of today."""
    row = Stakeholder(
        pk=pk, account_id=1, name="Ally", influence=5, stance=2, stance_on=TODAY, influence_on=TODAY,
        stance_evidence="Said so to the board", decision_roles=["economic_buyer", "approver"], status="active",
        created_at=datetime.combine(TODAY, datetime.min.time(), UTC),
    )  # fmt: skip
    link = RelationshipLink(stakeholder=row, user=OURS[2], strength=5, last_contact_on=TODAY, is_primary=True)
    return Person(row, (link,))


@holds
@given(situation())
def test_a_gap_has_one_name_at_its_account_and_words(at):
    gaps = judge(at)
    assert max(Counter(gap.slug for gap in gaps).values(), default=1) == 1
    assert all(str(gap.text) and gap.id in TITLES and "{" not in str(gap.text) for gap in gaps)
    assert [gap.severity for gap in gaps] == sorted((gap.severity for gap in gaps), key=lambda one: one != "red")
    assert {key[:3] for key in WORDS} == set(TITLES)


@holds
@given(situation())
def test_the_same_facts_give_the_same_gaps(at):
    assert judge(at) == judge(replace(at, people=list(at.people)))


@holds
@given(situation())
def test_an_ally_with_evidence_opens_no_gap_of_coverage(at):
    more = replace(at, people=[*at.people, ally()])
    assert rules(more) & COVERAGE <= rules(at) & COVERAGE
    assert "G01" not in rules(more)
    assert "G02" not in rules(more)
    severe = {gap.slug for gap in judge(at) if gap.severity == Severity.RED}
    assert {gap.slug for gap in judge(more) if gap.severity == Severity.RED} <= severe


@holds
@given(situation(), st.integers(1, 4))
def test_an_action_about_a_person_never_adds_a_gap_and_stills_four_rules(at, pk):
    attended = replace(at, busy={*at.busy, pk})
    assert rules(attended) <= rules(at)
    assert not any(pk in concerned(attended, rule) for rule in STILLED)
    assert all(concerned(attended, rule) == concerned(at, rule) for rule in set(TITLES) - STILLED)


@holds
@given(situation(), st.integers(1, 4))
def test_closing_an_action_never_closes_a_gap(at, pk):
    assert rules(at) <= rules(replace(at, busy=set(at.busy) - {pk}))


@holds
@given(situation())
def test_time_alone_heals_nothing(at):
    later = replace(at, today=TODAY + timedelta(days=200))
    aging = {"G05", "G06", "G07", "G17", "G18"}
    for rule in aging:
        assert concerned(at, rule) <= concerned(later, rule)


@holds
@given(situation())
def test_contact_with_everybody_today_leaves_nobody_waiting(at):
    for one in at.people:
        for link in one.links:
            link.last_contact_on = TODAY
    waiting = concerned(at, "G06")
    assert all(not one.links for one in at.people if one.row.pk in waiting)


@holds
@given(situation())
def test_a_gap_is_never_worse_than_itself_nor_with_fewer_people(at):
    for gap in judge(at):
        figures = {name: str(value) for name, value in gap.figures.items()}
        kept = AccountGap(
            rule=gap.id, key=gap.key, severity=gap.severity, people=list(gap.person_ids),
            facts={**figures, "names": list(gap.other_names)},
        )  # fmt: skip
        assert not is_worse(kept, gap)
        if gap.id not in {"G03", "G04"} and gap.person_ids:
            assert not is_worse(kept, replace(gap, concerned=gap.concerned[:-1]))
            kept.people = kept.people[1:]
            assert is_worse(kept, gap)


def test_amber_that_turns_red_is_worse():
    kept = AccountGap(rule="G13", severity=Severity.AMBER)
    assert is_worse(kept, Gap("G13", Severity.RED))
    assert not is_worse(AccountGap(rule="G13", severity=Severity.RED), Gap("G13", Severity.AMBER))
