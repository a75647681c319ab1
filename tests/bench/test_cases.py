"""Every request of the bench leads somewhere, so that none is left out of the figures unseen."""

from django.urls import reverse

from bench.measure.cases import MAIN, WATCHED

KEYS = {"": [], "account": [1], "plan": [1], "answer": [1, "C1"]}


def test_every_case_has_an_address():
    assert all(reverse(case.view, args=KEYS[case.of]).startswith("/") for case in (*MAIN, *WATCHED))
