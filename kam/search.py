"""What the search field finds beside accounts and people: the questions of plans, and pages by their names."""

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Ability, allowed, own_account_ids, visible
from accounts.models import User
from accounts.search import MOST_OF_A_KIND, Hit, search_source
from accounts.selectors.accounts import words_in_name
from planning.models import Plan, Question

# Page, its address, and what one must be allowed to do to open it.
PAGES: tuple[tuple[Promise, str, Ability | None], ...] = (
    (_("My work"), "home", None),
    (_("Accounts"), "accounts:account-list", None),
    (_("New account"), "accounts:account-create", Ability.CREATE_ACCOUNT),
    (_("Portfolio"), "reviews:portfolio", Ability.PORTFOLIO),
    (_("Reviews"), "reviews:review-list", None),
    (_("Programme"), "scoring:programme", Ability.PROGRAMME),
    (_("Methods"), "scoring:method-list", None),
    (_("Imports"), "accounts:import-list", Ability.IMPORT),
    (_("Products"), "accounts:product-list", Ability.PROGRAMME),
    (_("Deals without an account"), "accounts:opportunity-unassigned", Ability.UNASSIGNED),
    (_("People"), "accounts:person-list", Ability.PEOPLE),
    (_("Teams"), "accounts:team-list", Ability.PEOPLE),
    (_("Audit trail"), "accounts:audit-list", Ability.AUDIT),
    (_("Notices"), "accounts:notice-list", None),
    (_("My profile"), "accounts:profile", None),
)


@search_source("questions")
def _questions(user: User, words: str) -> list[Hit]:
    """ "N3" finds the question in one's own plans, "N3 aurora" in the plans of accounts of that name."""
    code, _space, rest = words.partition(" ")
    question = Question.objects.asked().filter(code__iexact=code).first()
    if question is None:
        return []
    plans = visible(Plan.objects.filter(status=Plan.Status.ACTIVE, account__archived_at=None), user)
    if rest:
        plans = plans.filter(words_in_name(rest, "account__"))
    else:
        plans = plans.filter(account_id__in=own_account_ids(user))
    return [
        Hit(
            f"{question.code} {question.text}",
            f"{reverse('planning:plan-detail', args=[plan.pk])}?q={question.code}",
            _("Questions"),
            plan.account.name,
        )
        for plan in plans.select_related("account").order_by("account__sort_key", "pk")[:MOST_OF_A_KIND]
    ]


@search_source("pages")
def _pages(user: User, words: str) -> list[Hit]:
    found = []
    for label, view, ability in PAGES:
        if words.casefold() in str(label).casefold() and (ability is None or allowed(user, ability)):
            try:
                found.append(Hit(str(label), reverse(view), _("Pages")))
            except NoReverseMatch:  # not in this installation
                continue
    return found
