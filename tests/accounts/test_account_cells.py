"""The cells of the account list say what their columns promise."""

from datetime import date

import pytest
from django.template import Context, Template

from accounts.models import Account, AccountFigures
from accounts.selectors.columns import COLUMNS
from accounts.templatetags.account_cells import CELLS, account_rows
from accounts.views.accounts import columns_of
from tests.factories import AccountFactory, TeamFactory, UserFactory


def account(**facts: object) -> Account:
    """An account with a row of figures that was never saved."""
    row = Account(pk=7, name="Käse & Söhne <AG>", **facts)
    row.figures = AccountFigures(account=row)
    row.figures.stage_place = row.figures.next_on = None  # the database computes these
    return row


def test_every_column_has_a_cell():
    assert {column.key for column in COLUMNS} == {"name", *CELLS}


def test_unknown_is_shown_as_unknown():
    html = account_rows([account()], COLUMNS)
    assert html.count("nobody") == 2
    assert "None" not in html
    assert "unknown" in html


def test_names_are_escaped_and_lead_to_the_account():
    html = account_rows([account()], columns_of([]))
    assert html == '<tr><th scope="row"><a href="/accounts/7/">Käse &amp; Söhne &lt;AG&gt;</a></th></tr>'


def test_a_box_marks_the_account_only_where_many_are_handed_over():
    assert 'name="ids" value="7"' in account_rows([account()], columns_of([]), bulk=True)
    assert "checkbox" not in account_rows([account()], columns_of([]))


def test_figures_are_rounded_and_have_their_currency():
    row = account(currency="EUR", industry="Food")
    row.figures = AccountFigures(
        account=row, revenue_12m=1_234_567, overdue_actions=3, health=71.25, health_band="amber"
    )
    html = account_rows([row], columns_of(["revenue", "overdue", "health", "industry"]))
    assert '<td class="num" data-label="Revenue, 12 months">1.2M EUR</td>' in html
    assert '<td class="num" data-label="Overdue actions">3</td>' in html
    assert '<span class="score-value">71.3</span>' in html
    assert '<td data-label="Industry">Food</td>' in html


@pytest.mark.django_db
def test_the_row_draws_every_column_of_a_saved_account():
    row = AccountFactory(team=TeamFactory(name="Berlin"), manager=UserFactory(name="Mara"), theme="expand")
    row.refresh_from_db()
    row.figures.next_on = date(2030, 1, 2)
    drawn = Template("{% load account_cells %}{% account_rows rows columns %}").render(
        Context({"rows": [row], "columns": COLUMNS})
    )
    assert drawn.count("<td") == len(COLUMNS) - 1
    for words in ("Berlin", "Mara", "Expand", "2030"):
        assert words in drawn
