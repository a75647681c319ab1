"""CSV answers are readable by Excel and harmless to it."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from kam.lib.csvout import csv_response, safe_cell


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("value", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_that_a_spreadsheet_would_run_is_guarded(value):
    assert safe_cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Acme", 5, -5.5, Decimal("-3.20"), "-12.5", "+49"])
def test_harmless_values_stay(value):
    assert safe_cell(value) == value


def test_none_is_empty():
    assert safe_cell(None) == ""


def test_the_file_begins_with_the_mark_and_quotes_what_needs_it():
    response = csv_response("a.csv", ["Name", "Note"], [["Acme, Inc.", 'say "hi"']])
    assert body(response) == '\ufeffName,Note\r\n"Acme, Inc.","say ""hi"""\r\n'
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert response.headers["Cache-Control"] == "no-store"


def test_rows_speak_the_language_of_the_request_though_they_are_made_later():
    with translation.override("zh-hans"):
        response = csv_response("a.csv", ["x"], ([gettext_lazy("Yes")] for _ in range(1)))
    with translation.override("en"):
        assert body(response).endswith("是\r\n")
