"""The rules G09 to G20 about what endangers the relation, one by one, each where it speaks and where it is silent."""

from datetime import date, timedelta

import pytest

from accounts.models import DecisionRole, Stakeholder
from accounts.selectors.gap_risks import RISKS
from accounts.selectors.gap_rules import RULES
from accounts.selectors.gaps import Severity
from accounts.services import stakeholders
from planning.services.work import action_create, action_done
from tests.accounts.test_stakeholders_gaps import TODAY, add, gaps_of, know, names, whole
from tests.factories import InfluenceLineFactory, InterestFactory, MemberFactory

__all__ = ["whole"]


def one(account, name="Person 1"):
    return Stakeholder.objects.get(account=account, name=name)


def put(person, **fields):
    Stakeholder.objects.filter(pk=person.pk).update(**fields)


def test_there_is_one_rule_for_each_of_the_twenty():
    assert sorted(rule.__name__ for rule in (*RULES, *RISKS)) == [f"_g{at:02}" for at in range(1, 21)]


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({}, True),
        ({"strength": 1}, False),
        ({"effect": "neutral"}, False),
        ({"kind": "goal"}, False),
        ({"mitigation": "a training of two days"}, False),
    ],
)
def test_g09_finds_threats_that_our_plan_hurts(whole, fields, is_found):
    values = {"kind": "threat", "effect": "hurts", "strength": 2, "text": "fears for the team", **fields}
    InterestFactory(stakeholder=one(whole), **values)
    gap = gaps_of(whole).get("G09")
    assert (gap is not None) == is_found
    assert gap is None or (names(gap) == ["Person 1"] and gap.is_sensitive)


def test_g10_wants_our_sponsor_to_know_somebody_at_the_top(whole):
    link = one(whole, "Person 2").links.get()
    type(link).objects.filter(pk=link.pk).update(last_contact_on=TODAY - timedelta(days=90))
    assert "G10" not in gaps_of(whole)
    type(link).objects.filter(pk=link.pk).update(last_contact_on=TODAY - timedelta(days=91))
    assert names(gaps_of(whole)["G10"]) == ["Person 2"]
    whole.sponsor = None
    whole.save()
    assert "G10" not in gaps_of(whole)


def test_g11_finds_links_that_are_too_weak(whole):
    person = one(whole)
    person.links.update(wanted_strength=4)
    assert "G11" not in gaps_of(whole)
    person.links.update(wanted_strength=5)
    assert names(gaps_of(whole)["G11"]) == ["Person 1"]


def test_an_open_action_about_the_person_stills_what_it_works_at(org, whole):
    person = one(whole)
    person.links.update(wanted_strength=5)
    put(person, rival_preferred="Rivalis", stance=-1)
    assert {"G08", "G11", "G15"} <= gaps_of(whole).keys()
    values = {"title": "Visit", "stakeholder": person, "owner": org.manager}
    action = action_create(account=whole, values=values, by=org.manager)
    assert not {"G08", "G11", "G15"} & gaps_of(whole).keys()
    action_done(action=action, done=True, by=org.manager, today=TODAY)
    assert {"G08", "G11", "G15"} <= gaps_of(whole).keys()


@pytest.mark.parametrize(
    ("gone_on", "is_found"), [(date(2026, 6, 1), False), (date(2026, 5, 31), True), (date(2026, 5, 29), True)]
)
def test_g13_waits_ten_working_days_for_a_successor(whole, gone_on, is_found):
    put(one(whole, "Person 0"), status="left", status_on=gone_on)
    gap = gaps_of(whole).get("G13")
    assert (gap is not None) == is_found
    put(one(whole), decision_roles=[DecisionRole.ECONOMIC_BUYER])
    assert "G13" not in gaps_of(whole)


def test_g13_hides_whom_we_had_as_an_advocate_only(whole):
    put(one(whole), status="moved", status_on=date(2026, 5, 1), stance=2)
    gap = gaps_of(whole)["G13"]
    assert (names(gap), gap.severity, gap.is_sensitive) == (["Person 1"], Severity.RED, True)
    put(one(whole, "Person 2"), stance=2)
    assert "G13" not in gaps_of(whole)


@pytest.mark.parametrize(
    ("influence", "rival", "is_found"), [(4, "Rivalis", True), (3, "Rivalis", False), (4, "", False)]
)
def test_g15_finds_friends_of_a_rival(whole, influence, rival, is_found):
    put(one(whole), influence=influence, rival_preferred=rival)
    assert ("G15" in gaps_of(whole)) == is_found


@pytest.mark.parametrize(
    ("kind", "note", "influence", "is_found"),
    [
        ("conflicts", "", 4, True),
        ("conflicts", "We meet them apart", 4, False),
        ("influences", "", 4, False),
        ("conflicts", "", 3, False),
    ],
)
def test_g16_finds_quarrels_of_key_players(whole, kind, note, influence, is_found):
    put(one(whole), influence=influence)
    InfluenceLineFactory(source=one(whole), target=one(whole, "Person 2"), kind=kind, note=note)
    gap = gaps_of(whole).get("G16")
    assert (gap is not None) == is_found
    assert gap is None or sorted(names(gap)) == ["Person 1", "Person 2"]


@pytest.mark.parametrize("field", ["stance_on", "influence_on"])
def test_g17_finds_judgements_older_than_half_a_year(whole, field):
    put(one(whole), **{field: TODAY - timedelta(days=180)})
    assert "G17" not in gaps_of(whole)
    put(one(whole), **{field: TODAY - timedelta(days=181)})
    assert names(gaps_of(whole)["G17"]) == ["Person 1"]


def test_g18_asks_for_the_name_behind_a_placeholder(org, whole):
    for days in (45, 46):
        chair = add(whole, f"CFO {days}", is_placeholder=True, influence=2, entered=TODAY - timedelta(days=days))
        know(chair, org.member)
    assert names(gaps_of(whole)["G18"]) == ["CFO 46"]


def test_g19_wants_a_second_opinion(org, whole):
    def judge(by, stance):
        stakeholders.stakeholder_update(stakeholder=one(whole), changes={"stance": stance}, by=by)

    judge(org.manager, 0)
    assert names(gaps_of(whole)["G19"]) == ["Person 1"]
    judge(org.manager, 1)
    assert "G19" in gaps_of(whole)
    judge(org.member, 2)
    assert "G19" not in gaps_of(whole)


def test_g20_hands_over_from_who_is_deactivated(org, whole):
    assert "G20" not in gaps_of(whole)
    org.member.is_active = False
    org.member.save()
    assert names(gaps_of(whole)["G20"]) == [org.member.name, "Person 1"]


def test_g20_hands_over_from_who_left_the_team(org, whole):
    link = one(whole).links.get()
    leaver = MemberFactory(account=whole)
    type(link).objects.filter(pk=link.pk).update(user=leaver.user)
    assert "G20" not in gaps_of(whole)
    leaver.left_on = TODAY
    leaver.save()
    assert names(gaps_of(whole)["G20"]) == [leaver.user.name, "Person 1"]
