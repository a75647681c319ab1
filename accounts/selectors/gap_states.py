"""Whether a gap that was put off has become worse than it was. Pure."""

from accounts.models import AccountGap, Severity
from accounts.selectors.gap_kinds import Gap

# These name the people whom we still have: there, fewer of them is worse, and the figures tell.
NAMES_OURS = frozenset({"G03", "G04"})


def is_worse(before: AccountGap, now: Gap) -> bool:
    """More severe, about somebody whom it was not about before, or with a worse figure."""
    if now.severity == Severity.RED and before.severity != Severity.RED:
        return True
    if now.id in NAMES_OURS:
        return int(now.figures.get("count", 0)) < int(before.facts.get("count", 0))
    is_new_person = not set(now.person_ids) <= set(before.people)
    return is_new_person or not set(now.other_names) <= set(before.facts.get("names", ()))
