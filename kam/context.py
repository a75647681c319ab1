"""What every full page needs: the rail and the count of unread notices. Nothing runs until a template asks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice

MOST_UNREAD = 99


@dataclass(frozen=True)
class RailItem:
    """One of the five places of the application."""

    key: str
    label: Promise
    icon: str
    view: str
    shortcut: str
    prefixes: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where it leads; the start page while the place has no address."""
        try:
            return reverse(self.view)
        except NoReverseMatch:
            return "/"


RAIL = (
    RailItem("work", _("My work"), "inbox", "home", "h", ("/work/",)),
    RailItem("accounts", _("Accounts"), "building-2", "accounts:account-list", "a", ("/accounts/", "/plans/")),
    RailItem("portfolio", _("Portfolio"), "chart-scatter", "reviews:portfolio", "p", ("/portfolio/",)),
    RailItem("reviews", _("Reviews"), "calendar-check", "reviews:review-list", "r", ("/reviews/",)),
    RailItem(
        "programme",
        _("Programme"),
        "compass",
        "scoring:programme",
        "m",
        (
            *("/programme/", "/scoring/", "/methods/", "/products/", "/imports/", "/opportunities/", "/people/"),
            *("/teams/", "/audit/"),
        ),
    ),
)


def section_of(path: str) -> str:
    """The place a path belongs to, by its longest matching prefix; empty for pages beside the five."""
    if path == "/":
        return "work"
    found = [(len(prefix), item.key) for item in RAIL for prefix in item.prefixes if path.startswith(prefix)]
    return max(found)[1] if found else ""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The rail, the place we are in, and the unread notices (counted when shown, at most 99)."""
    return {"rail": RAIL, "section": section_of(request.path), "unread_notices": _unread(request)}


def _unread(request: HttpRequest) -> Callable[[], int]:
    """The count as a callable: the template calls it, at most one query whichever number of times."""

    @cache
    def count() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return Notice.objects.filter(user=user, read_at=None).order_by()[: MOST_UNREAD + 1].count()

    return count
