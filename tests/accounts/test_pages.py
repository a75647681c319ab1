"""The frame round every page of one account."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AccountFigures, Stage
from accounts.selectors.pages import next_date, stage_number


def test_overview_shows_the_header(client, org):
    AccountFigures.objects.filter(pk=org.account.pk).update(
        health=71.25, health_band="green", stage=Stage.EXECUTION, next_review_on=date(2026, 9, 1)
    )
    client.force_login(org.manager)
    response = client.get(reverse("account-overview", args=[org.account.pk]))
    html = response.content.decode()
    assert response.status_code == 200
    assert "<h1>Aurora Foods</h1>" in html
    for words in ("Mara Manager", "Sven Sponsor", "71.3", "Execution"):
        assert words in html


def test_overview_is_not_found_for_a_stranger(client, org):
    client.force_login(org.stranger)
    assert client.get(reverse("account-overview", args=[org.account.pk])).status_code == 404


def test_overview_works_without_figures(client, org):
    AccountFigures.objects.all().delete()
    client.force_login(org.sponsor)
    assert client.get(reverse("account-overview", args=[org.account.pk])).status_code == 200


@pytest.mark.parametrize(("stage", "number"), [("strategy", 1), ("review", 5), ("", 0)])
def test_stage_number_counts_from_one(stage, number):
    assert stage_number(stage) == number


def test_next_date_is_the_earlier_one():
    figures = AccountFigures(next_review_on=date(2026, 9, 1), next_contract_end_on=date(2026, 8, 1))
    found = next_date(figures)
    assert found is not None
    assert (found.on, str(found.label)) == (date(2026, 8, 1), "Contract ends")
    assert next_date(AccountFigures()) is None
