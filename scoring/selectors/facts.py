"""The facts that scoring reads itself, from the tables of accounts and its own."""

from decimal import Decimal

from scoring.selectors import facts_money, facts_people, facts_state
from scoring.sources import Fact, register


def register_facts() -> None:
    """Called when the application starts."""
    register(Fact.CIS, facts_state.cis_reported)
    register(Fact.RELATIONSHIP, facts_people.relationship_scores)
    register(Fact.CONTACT_DAYS, facts_people.contact_days)
    register(Fact.SPONSOR_LEFT, facts_people.sponsors_gone)
    register(Fact.ISSUES, facts_state.open_issues)
    register(Fact.CRITICAL_OPEN_DAYS, facts_state.critical_open_days)
    register(Fact.NOTICE_GIVEN, facts_state.notices_given)
    register(Fact.RATINGS, facts_state.selection_ratings)
    register(Fact.RENEWAL, facts_money.renewals)
    register(Fact.REVENUE, facts_money.revenues)
    register(Fact.WHITE_SPACE, facts_money.figure("white_space"))
    register(Fact.PIPELINE, facts_money.expansion)
    register(Fact.DAYS_LATE, facts_state.column("days_late", "days_late_on"))
    register(Fact.MARGIN, facts_state.column("gross_margin_pct"))
    register(Fact.CREDIT, facts_state.column("credit_rating"))
    register(Fact.SAFETY, facts_state.column("competitive_safety"))
    register(Fact.SERVABLE, facts_state.column("addressable_spend", kind=Decimal))
