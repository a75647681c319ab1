"""The facts that scoring reads itself, from the tables of accounts and its own."""

from scoring.selectors import facts_account, facts_money, facts_people, facts_state
from scoring.sources import Fact, register, register_together


def register_facts() -> None:
    """Called when the application starts."""
    register_together(facts_account.FACTS, facts_account.account_facts)
    register_together((Fact.ISSUES, Fact.CRITICAL_OPEN_DAYS), facts_state.issues)
    register(Fact.CIS, facts_state.cis_reported)
    register(Fact.RELATIONSHIP, facts_people.relationship_scores)
    register(Fact.CONTACT_DAYS, facts_people.contact_days)
    register(Fact.SPONSOR_LEFT, facts_people.sponsors_gone)
    register(Fact.RATINGS, facts_state.selection_ratings)
    register(Fact.RENEWAL, facts_money.renewals)
    register(Fact.PIPELINE, facts_money.expansion)
