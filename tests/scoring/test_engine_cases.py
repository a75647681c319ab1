"""JSON cases: the published vectors by value, and every mistake named by case and key."""

import pytest

from scoring.engine import cases

CIS_A = {"id": "A", "w": 3, "dept": "d1", "answers": [6, 5, 6, 5, 5, 6, 6, 5, None]}
CIS_B = {"id": "B", "w": 2, "dept": "d1", "answers": [5, 5, 4, 6, 5, 5, 5, 5, 5]}
CIS_C = {"id": "C", "w": 1, "dept": "d2", "answers": [4, 4, 4, 3, 5, 4, 4, 4, 4]}
CIS_D = {"id": "D", "w": 2, "dept": "d2", "answers": [6, 6, 6, 7, 5, 6, 6, 6, 6]}
CIS = {"eligible": 8, "invited_weight": 10, "respondents": [CIS_A, CIS_B, CIS_C, CIS_D]}
HEALTH = {
    "relationship": 40,
    "contact_days": 75,
    "issues": [1, 1, 0],
    "renewal": 50,
    "contract_end_days": 60,
    "renewal_deal_open": False,
    "days_late": 45,
    "trend_pct": -15,
    "actions": [1, 1, 2],
    "ages": {"H2": 150},
}
VIABILITY = {
    "white_space": 3.0,
    "revenue": 5.0,
    "margin": 28,
    "credit": 4,
    "ratings": [4, 3, 4],
    "pipeline": 0.9,
    "target": 1.2,
    "safety": 3,
}
SELECTION = {
    "revenue_m": 4.0,
    "margin": 31,
    "trend_pct": 10,
    "servable_m": 10.0,
    "K5": 85,
    "K6": 4,
    "K7": 3,
    "K8": 65,
    "K9": 4,
    "K10": 3,
    "days_late": 12,
    "K12": 3,
    "K13": 4,
}
PERSON = {"influence": 5, "stance": 2, "strength": 4, "days": 10}
RELATIONSHIP = {
    "people": [PERSON, {"influence": 4, "stance": 0, "strength": 3, "days": 30}, {"influence": 3, "stance": 1}]
}


def score(model, data):
    """The only answer to one case."""
    (answer,) = cases.run(model, {"id": "T1", "input": data})
    return answer


def figures(model, data):
    """The result of one case."""
    return score(model, data)["result"]


def test_answer_carries_id_model_and_readable_explanation():
    answer = score("health-1", HEALTH)
    assert (answer["id"], answer["model"]) == ("T1", "health-1")
    assert "H1 Customer improvement: not known, left out." in answer["explanation"]
    assert "Coverage 70.0 %: provisional." in answer["explanation"]
    assert answer["explanation"][-1] == "Health 39.6, red."


def test_list_of_cases_is_answered_in_order_and_expected_is_not_read():
    rows = [{"id": name, "input": {}, "expected": "anything"} for name in ("b", "a", 7)]
    assert [answer["id"] for answer in cases.run("health-1", rows)] == ["b", "a", 7]
    assert cases.run("health-1", []) == []


def test_cis_case_gives_the_published_figures():
    result = figures("cis-1", CIS)
    assert result["persons"] == pytest.approx([75, 66.666667, 50, 83.333333], abs=1e-6)
    assert result["weights"] == [3, 2, 1, 2]
    keys = ("score", "n_eff", "var", "pooled", "se", "margin90", "low", "high", "weighted_response_rate")
    expected = (71.875, 3.555556, 143.417874, 290.036232, 6.771178, 11.138587, 60.736413, 83.013587, 80)
    assert [result[key] for key in keys] == pytest.approx(expected, abs=1e-6)
    assert (result["label"], result["status"], "trend" in result) == ("medium", "reported", False)


def test_cis_case_not_reported_names_the_rules_and_hides_the_score():
    result = figures("cis-1", CIS | {"respondents": [CIS_A, CIS_B | {"dept": "d2"}]})
    assert result == {"status": "not_reported", "failed_rules": [1], "score": None, "weighted_response_rate": 50}


@pytest.mark.parametrize(("given", "valid"), [(5, False), (6, True)])
def test_cis_case_of_one_person_says_whether_it_is_valid(given, valid):
    data = {"person_answers": [6] * given + [None] * (9 - given)}
    assert figures("cis-1", data) == {"person_valid": valid}


def test_cis_case_with_an_earlier_wave_has_a_trend():
    before = CIS | {"respondents": [row | {"answers": [4] * 9} for row in CIS["respondents"]]}
    trend = figures("cis-1", CIS | {"previous": before})["trend"]
    assert trend["differences"] == pytest.approx([25, 16.666667, 0, 33.333333], abs=1e-6)
    assert (trend["delta"], trend["var"]) == (pytest.approx(21.875), pytest.approx(143.417874))
    assert trend["pooled"] == pytest.approx((3 * 143.4178744 + 576) / 7)
    assert (trend["margin90"], trend["verdict"]) == (pytest.approx(1.645 * trend["se"]), "improved")
    assert list(trend) == ["differences", "delta", "var", "pooled", "se", "margin90", "verdict"]


def test_cis_case_has_no_trend_against_a_wave_not_reported():
    before = CIS | {"respondents": [CIS_A]}
    answer = score("cis-1", CIS | {"previous": before})
    assert answer["result"]["trend"] is None
    assert answer["explanation"][-1] == "No trend: both waves must be reported."


def test_cis_explanation_tells_who_is_left_out_and_whose_weight_is_cut():
    heavy = [CIS_A, CIS_B | {"w": 1}, CIS_C, {"id": "E", "w": 1, "answers": [1] * 5 + [None] * 4}]
    lines = score("cis-1", CIS | {"respondents": heavy})["explanation"]
    assert "E answered fewer than 6 statements and is left out." in lines
    assert "A: score 75.0, weight 2, cut from 3 (not more than all others together)." in lines


def test_health_case_gives_the_published_figures():
    result = figures("health-1", HEALTH)
    assert result["values"] == pytest.approx({"H2": 40, "H3": 20, "H4": 65, "H5": 40, "H6": 25, "H7": 30, "H8": 37.5})
    assert result["weight_x_freshness"]["H2"] == pytest.approx(10)
    assert [result[key] for key in ("raw", "coverage", "shown")] == pytest.approx([39.642857, 70, 39.642857], abs=1e-6)
    assert (result["status"], result["band"]) == ("provisional", "red")


def test_health_case_shows_the_cap():
    full = {"cis": 72, "relationship": 64, "contact_days": 22, "issues": [0, 1, 2], "renewal": 80, "days_late": 6}
    full |= {"trend_pct": 5, "actions_share": 81.25, "cap": 59, "cap_reason": "sponsor left"}
    answer = score("health-1", full)
    assert (answer["result"]["raw"], answer["result"]["shown"]) == pytest.approx((76.425, 59))
    assert answer["result"]["band"] == "amber"
    assert "76.4 → 59.0, capped: sponsor left." in answer["explanation"]


def test_health_case_with_nothing_known_shows_nothing():
    result = figures("health-1", {"cis": None})
    assert (result["raw"], result["shown"], result["band"], result["coverage"]) == (None, None, None, 0)


def test_viability_case_gives_the_published_figures():
    result = figures("viability-1", VIABILITY)
    expected = {"VI1": 75, "VI2": 60, "VI3": 80, "VI4": 73.333333, "VI5": 75, "VI6": 60}
    assert result["values"] == pytest.approx(expected, abs=1e-6)
    assert (result["score"], result["coverage"], result["status"]) == (pytest.approx(71), 100, "normal")
    assert figures("viability-1", {"credit": 4})["score"] is None


def test_selection_case_gives_the_published_figures():
    result = figures("select-1", SELECTION)
    assert [result[key] for key in ("value_axis", "position_axis", "total", "coverage")] == pytest.approx(
        [69.642857, 73.636364, 71.4, 100], abs=1e-6
    )
    assert (result["decision"], result["type"], result["failed_gates"], result["open_gates"]) == (
        "key",
        "existing",
        [],
        [],
    )


def test_selection_case_without_margin_has_an_open_gate():
    data = {key: value for key, value in SELECTION.items() if key != "margin"}
    result = figures("select-1", data)
    assert (result["open_gates"], result["decision"], result["coverage"]) == (["margin"], "candidate", 90)
    assert figures("select-1", {})["position_axis"] is None


def test_relationship_case():
    result = figures("relationship", RELATIONSHIP)
    assert result["q"] == pytest.approx([0.9, 0.55, 0.375])
    assert (result["R"], result["knowledge_pct"]) == (pytest.approx(100 * 7.825 / 12), 100)
    assert figures("relationship", {"people": []}) == {"q": [], "knowledge_pct": None, "reported": False, "R": None}


@pytest.mark.parametrize(
    ("model", "data", "problem"),
    [
        ("cis-1", CIS | {"colour": 1}, "colour: unknown key"),
        ("cis-1", {}, "respondents: missing"),
        ("cis-1", CIS | {"eligible": 8.5}, "eligible: a whole number"),
        ("cis-1", CIS | {"eligible": True}, "eligible: a number is needed, not true or false"),
        ("cis-1", CIS | {"eligible": 3}, "eligible: 3 is fewer than the 4"),
        ("cis-1", CIS | {"invited_weight": 7}, "invited_weight: 7 is less"),
        ("cis-1", CIS | {"respondents": {}}, "respondents: a list is needed"),
        ("cis-1", CIS | {"respondents": [CIS_A, 5]}, r"respondents\[1\]: an object is needed"),
        ("cis-1", CIS | {"respondents": [CIS_A | {"w": 4}]}, r"respondents\[0\]\.w: 4 is not between 1 and 3"),
        ("cis-1", CIS | {"respondents": [CIS_A | {"role": 4}]}, r"respondents\[0\]\.role: unknown key"),
        ("cis-1", CIS | {"respondents": [CIS_A | {"answers": [8] * 9}]}, r"answers\[0\]: 8 is not between 1 and 7"),
        ("cis-1", CIS | {"respondents": [CIS_A | {"answers": [5.5] * 9}]}, r"answers\[0\]: a whole number"),
        (
            "cis-1",
            CIS | {"respondents": [CIS_A | {"answers": ["5"] * 9}]},
            r"answers\[0\]: a number is needed, not a text",
        ),
        ("cis-1", CIS | {"respondents": [CIS_A | {"answers": [5] * 8}]}, "answers: 9 values are needed"),
        ("cis-1", CIS | {"respondents": [CIS_A, CIS_A]}, r"respondents\[1\]\.id: 'A' is there twice"),
        ("cis-1", CIS | {"respondents": [CIS_A | {"id": " "}]}, r"respondents\[0\]\.id: must not be blank"),
        ("cis-1", CIS | {"previous": {"person_answers": [5] * 9}}, "previous.person_answers: unknown key"),
        ("cis-1", CIS | {"person_answers": [5] * 9}, "eligible: unknown key"),
        ("health-1", {"cis": 101}, "cis: 101 is not between 0 and 100"),
        ("health-1", {"cis": "72"}, "cis: a number is needed, not a text"),
        ("health-1", {"cis": 10**400}, "cis: 1000"),
        ("health-1", {"trend_pct": 10**400}, "trend_pct: .* sensible size"),
        ("health-1", {"contact_days": -1}, "contact_days: -1 is not 0 or more"),
        ("health-1", {"issues": [1, 2]}, "issues: 3 values are needed"),
        ("health-1", {"issues": [1, 2, -1]}, r"issues\[2\]: -1 is not"),
        ("health-1", {"issues": [1, 2, None]}, r"issues\[2\]: a number is needed, not null"),
        ("health-1", {"ages": {"H9": 3}}, "ages.H9: unknown key"),
        ("health-1", {"ages": {"H2": -3}}, "ages.H2: -3 is not 0 or more"),
        ("health-1", {"renewal_deal_open": 1}, "renewal_deal_open: true or false"),
        ("health-1", {"cap_reason": "x"}, "cap_reason: given without a cap"),
        ("health-1", {"cap": 59, "cap_reason": 3}, "cap_reason: a text"),
        ("health-1", {"cap": 59, "cap_reason": "\ud800"}, "cap_reason: holds half"),
        ("health-1", {"actions": [1, 1, 1], "actions_share": 50}, "actions_share: give either"),
        ("viability-1", {"margin": 101}, "margin: 101 is not at most 100"),
        ("viability-1", {"ratings": [1, 2, 6]}, r"ratings\[2\]: 6 is not between 0 and 5"),
        ("viability-1", {"revenue": -1}, "revenue: -1"),
        ("select-1", {"K6": 5.1}, "K6: 5.1 is not between 0 and 5"),
        ("select-1", {"K1": 50}, "K1: unknown key"),
        ("relationship", {"people": [{"influence": 6}]}, r"people\[0\]\.influence: 6 is not between 1 and 5"),
        ("relationship", {"people": [{"stance": 1}]}, r"people\[0\]\.influence: missing"),
        ("relationship", {}, "people: missing"),
        ("relationship", [], "input: an object is needed, not a list"),
    ],
)
def test_mistake_is_named_by_case_and_key(model, data, problem):
    with pytest.raises(cases.CaseError, match=rf"^case T1: .*{problem}"):
        score(model, data)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (5, "case 1: an object is needed, not a number"),
        ([{"id": "a", "input": {}}, {"input": {}}], "case 2: id: missing"),
        ({"id": "a"}, "case a: input: missing"),
        ({"id": "a", "input": {}, "inputs": {}}, "case a: inputs: unknown key"),
        ({"id": ["a"], "input": {}}, "case 1: id: a text is needed, not a list"),
        ({"id": "a", "input": {"odd\nkey": 1}}, r"case a: 'odd\nkey': unknown key"),
    ],
)
def test_mistake_outside_the_input_is_named_too(payload, problem):
    with pytest.raises(cases.CaseError) as caught:
        cases.run("health-1", payload)
    assert str(caught.value) == problem
