"""Survey waves through the database."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AccountFigures, AuditEvent
from scoring import hooks
from scoring.models import Respondent, Wave
from scoring.selectors import waves as selectors
from scoring.selectors.surveys import link_of
from scoring.services import surveys
from scoring.services import waves as services
from tests.factories import TODAY, AccountFactory, StakeholderFactory, UnitFactory

pytestmark = pytest.mark.django_db

TC1 = {
    "A": (["approver"], "d1", [6, 5, 6, 5, 5, 6, 6, 5, None]),
    "B": (["influencer"], "d1", [5, 5, 4, 6, 5, 5, 5, 5, 5]),
    "C": (["user"], "d2", [4, 4, 4, 3, 5, 4, 4, 4, 4]),
    "D": (["evaluator"], "d2", [6, 6, 6, 7, 5, 6, 6, 6, 6]),
    "E": (["influencer"], "d2", None),
}


def person(account, name, roles, department="", **fields):
    return StakeholderFactory(
        account=account, name=name, decision_roles=roles, department=department, survey_eligible=True, **fields
    )


def make_wave(org, people, *, mode=Wave.Mode.NAMED, name="Spring", opens_on=TODAY):
    values = {"name": name, "mode": mode, "opens_on": opens_on, "closes_on": opens_on + timedelta(days=21)}
    return services.wave_create(account=org.account, values=values, people=people, by=org.manager)


def answer(org, wave, who, answers, **more):
    row = Respondent.objects.get(wave=wave, stakeholder=who)
    values = {"answers": answers, "anchor": None, "best_improvement": "", "next_improvement": "", **more}
    if wave.is_named:
        return services.answers_save(respondent=row, values=values, by=org.member)
    surveys.survey_submit(link=make_link(row), values=values, today=wave.opens_on)
    return row


def make_link(row, step="again", email=""):
    """A link as the survey page finds it by its address."""
    address = surveys.link_make(respondent=row, step=step, by=None, email=email)
    return link_of(address.rstrip("/").rpartition("/")[2])


def make_tc1(org, *, mode=Wave.Mode.NAMED, **more):
    """Eight eligible, five asked (weight 10), four answered: CIS 71.875."""
    people = {name: person(org.account, name, roles, dept) for name, (roles, dept, _given) in TC1.items()}
    for number in range(3):
        person(org.account, f"Not asked {number}", [])
    wave = make_wave(org, people.values(), mode=mode)
    for name, (_roles, _dept, given) in TC1.items():
        if given:
            answer(org, wave, people[name], given, **more)
    return services.wave_close(wave=wave, by=org.manager)


def test_the_published_example_comes_out_of_the_database(org):
    result = make_tc1(org).result
    assert [p["score"] for p in result["persons"]] == pytest.approx([75.0, 66.666667, 83.333333, 50.0])
    assert result["score"] == pytest.approx(71.875)
    assert (result["low"], result["high"], result["margin"]) == pytest.approx((60.736413, 83.013587, 11.138587))
    assert (result["label"], result["status"], result["response_rate"]) == ("medium", "reported", pytest.approx(80.0))


def test_the_sentence_of_the_result(org):
    shown = selectors.wave_result(make_tc1(org))
    assert shown.sentence == "72 (61–83), 4 people of 8 eligible, certainty medium"
    assert shown.band == ""  # 75 lies within the margin


def test_closing_sets_the_figures_and_is_not_done_twice(org):
    wave = make_tc1(org)
    closed_at = wave.closed_at
    assert services.wave_close(wave=wave, by=org.manager).closed_at == closed_at
    figures = AccountFigures.objects.get(account=org.account)
    assert (figures.cis, figures.cis_label) == (pytest.approx(71.875), "medium")


@pytest.mark.parametrize(
    ("roles", "veto", "weight"),
    [
        (["economic_buyer", "user"], False, 3),
        (["approver"], False, 3),
        (["user"], True, 3),
        (["influencer"], False, 2),
        (["gatekeeper"], False, 2),
        (["user"], False, 1),
        ([], False, 1),
    ],
)
def test_weights_come_from_the_decision_role(org, roles, veto, weight):
    assert selectors.weight_of(person(org.account, "A", roles, has_veto=veto)) == weight


def test_weight_and_department_stay_as_they_were_when_the_wave_was_planned(org):
    unit = UnitFactory(account=org.account, name="Plant 2")
    who = person(org.account, "A", ["approver"], unit=unit)
    wave = make_wave(org, [who])
    who.decision_roles, who.department = [], "Elsewhere"
    who.save()
    row = wave.respondents.get()
    assert (row.weight, row.department) == (3, "Plant 2")


def test_two_answers_are_not_reported_and_say_what_is_missing(org):
    people = [person(org.account, "A", ["approver"], "d1"), person(org.account, "B", ["influencer"], "d2")]
    wave = make_wave(org, people)
    for who in people:
        answer(org, wave, who, [6] * 9)
    shown = selectors.wave_result(services.wave_close(wave=wave, by=org.manager))
    assert not shown.is_reported
    assert [str(rule) for rule in shown.rules_failed] == [
        "at least three people answered at least six of the nine statements"
    ]
    assert AccountFigures.objects.get(account=org.account).cis is None


def test_deciders_who_did_not_answer_are_named_only_in_named_mode(org):
    people = [person(org.account, "Dana", ["approver"]), person(org.account, "B", [])]
    named = selectors.wave_result(services.wave_close(wave=make_wave(org, people), by=org.manager))
    assert (named.missing_top, named.missing_names) == (1, ["Dana"])
    later = TODAY + timedelta(days=100)
    secret = make_wave(org, people, mode=Wave.Mode.CONFIDENTIAL, opens_on=later, name="Autumn")
    hidden = selectors.wave_result(services.wave_close(wave=secret, by=org.manager))
    assert (hidden.missing_top, hidden.missing_names) == (1, [])


def test_a_confidential_wave_shows_no_answer_and_no_cut_of_two(org):
    wave = make_tc1(org, mode=Wave.Mode.CONFIDENTIAL, best_improvement="Faster claims")
    shown = [(line.answers, line.score, line.has_answered) for line in selectors.person_lines(wave)]
    assert shown == [(None, None, None)] * 5
    lines = selectors.statement_lines(wave, "en", "KAM")
    assert {(line.mean, line.people) for line in lines} == {(None, None)}
    assert {str(line.level) for line in lines} == {"people agree"}
    assert [remark.name for remark in selectors.remarks(wave, "best_improvement")] == ["", "", "", ""]


def test_the_trail_of_a_confidential_wave_holds_no_answer(org):
    make_tc1(org, mode=Wave.Mode.CONFIDENTIAL, best_improvement="Faster claims")
    told = json.dumps(
        list(AuditEvent.objects.filter(object_type__startswith="scoring.").values_list("changes", flat=True))
    )
    assert AuditEvent.objects.filter(verb="wave.answer_received").count() == 4
    assert not AuditEvent.objects.filter(object_type="scoring.respondent").exists()
    assert "Faster claims" not in told
    assert "answers" not in told


def test_a_confidential_wave_publishes_whole_points_and_no_scores_of_people(org):
    wave = make_tc1(org, mode=Wave.Mode.CONFIDENTIAL)
    result = wave.result
    assert (result["score"], result["low"], result["high"]) == (72.0, 61.0, 83.0)
    assert [set(row) for row in result["persons"]] == [{"id"}] * 4
    assert {result[name] for name in ("n_eff", "var", "pooled", "se")} == {None}
    assert [(group["score"], group["people"]) for group in result["groups"]] == [(None, None)] * 3
    assert AccountFigures.objects.get(account=org.account).cis == 72.0


def test_a_confidential_trend_tells_no_points(org):
    first = make_tc1(org)
    Wave.objects.filter(pk=first.pk).update(opens_on=TODAY - timedelta(days=200))
    people = [row.stakeholder for row in first.respondents.all() if row.answers]
    second = make_wave(org, people, name="Autumn", mode=Wave.Mode.CONFIDENTIAL)
    for who in people:
        answer(org, second, who, [7] * 9)
    wave = services.wave_close(wave=second, by=org.manager)
    assert wave.result["trend"] == {"verdict": "improved", "delta": None, "margin": None}
    assert selectors.wave_result(wave).trend == "improved since the wave before"


def test_nobody_types_answers_into_a_confidential_wave(org):
    wave = make_wave(org, [person(org.account, "A", ["approver"])], mode=Wave.Mode.CONFIDENTIAL)
    values = {"answers": [6] * 9, "anchor": 6, "best_improvement": "", "next_improvement": ""}
    with pytest.raises(ValidationError, match="by their own link"):
        services.answers_save(respondent=wave.respondents.get(), values=values, by=org.member)


@pytest.mark.parametrize("change", [{"mode": Wave.Mode.NAMED}, {}])
def test_what_people_were_told_stays_true(org, change):
    people = [person(org.account, name, ["approver"]) for name in "AB"]
    wave = make_wave(org, people, mode=Wave.Mode.CONFIDENTIAL)
    answer(org, wave, people[0], [6] * 9)
    if change:
        with pytest.raises(ValidationError, match="the mode stays"):
            services.wave_update(wave=wave, changes=change, people=people, by=org.manager)
    else:  # taking everybody out would show who has answered
        services.wave_update(wave=wave, changes={}, people=[], by=org.manager)
    assert wave.respondents.count() == 2


def test_nobody_is_asked_twice_within_ninety_days(org):
    who = person(org.account, "A", ["approver"])
    make_wave(org, [who])
    with pytest.raises(ValidationError, match="A was asked less than 90 days before"):
        make_wave(org, [who], opens_on=TODAY + timedelta(days=89), name="Too early")
    make_wave(org, [who], opens_on=TODAY + timedelta(days=90), name="Autumn")
    assert Wave.objects.count() == 2


@pytest.mark.parametrize("mode", Wave.Mode.values)
def test_a_closed_wave_is_what_its_stored_inputs_give_bit_by_bit(org, mode):
    make_tc1(org, mode=mode)
    out = StringIO()
    call_command("score", snapshot="all", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["waves"], found["same"], found["differing"]) == (1, True, [])


@pytest.mark.parametrize(
    ("mode", "count", "margin"), [("named", 30, 7.670310), ("named", 29, 11.138587), ("confidential", 30, 11.138587)]
)
def test_thirty_named_waves_replace_the_starting_spread(org, mode, count, margin):
    """pooled = (3 × 143.417874 + 4 × 10²) ÷ 7 = 118.607660, SE = √((118.607660 ÷ 2 + 18) ÷ 3.555556) = 4.662802."""
    past = {"status": "reported", "var": 100.0}
    Wave.objects.bulk_create(
        Wave(
            account=AccountFactory(),
            mode=mode,
            method="cis-1",
            opens_on=TODAY,
            closes_on=TODAY,
            closed_at=timezone.now(),
            result=past,
        )
        for _ in range(count)
    )
    wave = make_tc1(org)
    assert wave.result["margin"] == pytest.approx(margin, abs=1e-5)
    assert selectors.wave_result(wave).spread == ("10.0" if margin < 10 else "")
    assert services.wave_recomputed(wave) == {name: value for name, value in wave.result.items() if name != "trend"}


def test_answers_of_a_closed_wave_are_frozen(org):
    wave = make_tc1(org)
    with pytest.raises(ValidationError, match="frozen"):
        answer(org, wave, wave.respondents.get(stakeholder__name="E").stakeholder, [7] * 9)


def test_changing_a_wave_keeps_who_answered(org):
    first, second, third = (person(org.account, name, ["approver"]) for name in "ABC")
    wave = make_wave(org, [first, second])
    answer(org, wave, first, [5] * 9)
    services.wave_update(wave=wave, changes={"name": "Early summer"}, people=[third], by=org.manager)
    assert sorted(wave.respondents.values_list("stakeholder__name", flat=True)) == ["A", "C"]


def test_the_trend_compares_the_same_people(org):
    first = make_tc1(org)
    Wave.objects.filter(pk=first.pk).update(opens_on=TODAY - timedelta(days=200))
    people = [row.stakeholder for row in first.respondents.all() if row.answers]
    second = make_wave(org, people, name="Autumn")
    for who in people:
        answer(org, second, who, [7] * 9)
    change = services.wave_close(wave=second, by=org.manager).result["trend"]
    assert (change["verdict"], len(change["differences"])) == ("improved", 4)


def test_low_answers_of_deciders_are_handed_on(org, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "LOW_ANSWER", [heard.extend])
    people = {name: person(org.account, name, roles, name) for name, roles in {"A": ["approver"], "B": []}.items()}
    wave = make_wave(org, people.values())
    answer(org, wave, people["A"], [6, 6, 6, 2, 6, 6, 6, 6, 6])
    answer(org, wave, people["B"], [1] * 9)
    services.wave_close(wave=wave, by=org.manager)
    assert heard == [hooks.LowAnswer(org.account.pk, wave.pk, "CS4", people["A"].pk)]


def test_in_a_confidential_wave_a_low_mean_is_handed_on_without_a_name(org, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "LOW_ANSWER", [heard.extend])
    people = [person(org.account, name, ["approver"], name) for name in "ABC"]
    wave = make_wave(org, people, mode=Wave.Mode.CONFIDENTIAL)
    for who in people:
        answer(org, wave, who, [6, 6, 6, 3, 6, 6, 6, 6, 6])
    services.wave_close(wave=wave, by=org.manager)
    assert heard == [hooks.LowAnswer(org.account.pk, wave.pk, "CS4", None)]


def test_a_wave_and_what_follows_from_it_are_kept_together(org, monkeypatch):
    who = person(org.account, "A", ["approver"])
    wave = make_wave(org, [who])
    answer(org, wave, who, [2] * 9)

    def die(found):
        raise RuntimeError("the machine is gone")

    with monkeypatch.context() as broken:
        broken.setattr(hooks, "LOW_ANSWER", [*hooks.LOW_ANSWER, die])
        with pytest.raises(RuntimeError):
            services.wave_close(wave=wave, by=org.manager)
    wave.refresh_from_db()
    assert (wave.closed_at, org.account.actions.count()) == (None, 0)
    services.wave_close(wave=wave, by=org.manager)  # before any commit the action is there
    assert org.account.actions.get().title.startswith("Follow up with A")


def test_a_wave_that_somebody_answered_is_not_deleted(org):
    who = person(org.account, "A", ["approver"])
    wave = make_wave(org, [who])
    answer(org, wave, who, [5] * 9)
    with pytest.raises(ValidationError, match="answered already"):
        services.wave_delete(wave=wave, by=org.manager)
