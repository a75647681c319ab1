"""What every page of one account shows round its content: the header's figures, what the reader may do, the tabs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, verbs
from accounts.models import Account, AccountFigures, Stage, User

# What the header reads, for `@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)`.
ACCOUNT_PAGE_SELECT = ("team", "manager", "sponsor", "figures")

BOXES: dict[str, Promise] = {
    "grow": _("Grow"),
    "keep": _("Keep"),
    "repair": _("Repair"),
    "re-examine": _("Re-examine"),
}

TABS: tuple[tuple[str, Promise, str], ...] = (
    ("overview", _("Overview"), "account-overview"),
    ("plan", _("Plan"), "planning:account-plan"),
    ("map", _("Map"), "accounts:account-map"),
    ("knowledge", _("Customer"), "accounts:account-knowledge"),
    ("money", _("Money"), "accounts:account-money"),
    ("improvement", _("Improvement"), "scoring:account-improvement"),
    ("reviews", _("Reviews"), "reviews:account-reviews"),
    ("files", _("Files"), "reviews:account-files"),
    ("history", _("History"), "accounts:account-history"),
)


@dataclass(frozen=True)
class NextDate:
    """The next thing with a date at an account."""

    on: date
    label: Promise


def account_context(account: Account, user: User, tab: str) -> dict[str, Any]:
    """The context of `accounts/account_base.html`; at most one query after `ACCOUNT_PAGE_SELECT`."""
    figures, may = figures_of(account), {verb.value for verb in verbs(user, account)}
    return {
        "account": account,
        "figures": figures,
        "verbs": may,
        "tabs": account_tabs(account, may),
        "tab": tab,
        "stage_number": stage_number(figures.stage),
        "box_label": BOXES.get(figures.box, ""),
        "next_date": next_date(figures),
    }


def figures_of(account: Account) -> AccountFigures:
    """The account's figures; an empty row that is not saved while it has none."""
    return getattr(account, "figures", None) or AccountFigures(account_id=account.pk)


def account_tabs(account: Account, may: set[str]) -> list[dict[str, Any]]:
    """The tabs that have an address in this installation, and that a person with these verbs may open."""
    tabs = []
    for key, label, view in TABS:
        if key == "files" and Verb.EXPORT.value not in may:
            continue
        try:
            tabs.append({"key": key, "label": label, "href": reverse(view, args=[account.pk])})
        except NoReverseMatch:
            continue
    return tabs


def stage_number(stage: str) -> int:
    """The place of a stage among the five, 0 without a stage."""
    return Stage.values.index(stage) + 1 if stage in Stage.values else 0


def next_date(figures: AccountFigures) -> NextDate | None:
    """The earlier of the next review and the next contract end."""
    dates = (
        NextDate(figures.next_review_on, _("Review")) if figures.next_review_on else None,
        NextDate(figures.next_contract_end_on, _("Contract ends")) if figures.next_contract_end_on else None,
    )
    return min((found for found in dates if found), key=lambda found: found.on, default=None)
