"""The tabs of the pages about our own house: products, imports, people, teams, the trail. Each for who may open it."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Ability, Verb, allowed, may_ever
from accounts.models import User

register = template.Library()

TABS: tuple[tuple[str, Promise, str, Ability], ...] = (
    ("products", _("Products"), "accounts:product-list", Ability.PROGRAMME),
    ("imports", _("Imports"), "accounts:import-list", Ability.IMPORT),
    ("unassigned", _("Deals without an account"), "accounts:opportunity-unassigned", Ability.UNASSIGNED),
    ("people", _("People"), "accounts:person-list", Ability.PEOPLE),
    ("teams", _("Teams"), "accounts:team-list", Ability.PEOPLE),
    ("audit", _("Audit trail"), "accounts:audit-list", Ability.AUDIT),
    ("runs", _("Background runs"), "accounts:job-list", Ability.AUDIT),
)


def open_tabs(user: User) -> list[dict[str, Any]]:
    """The tabs whose pages the person may open."""
    return [
        {"key": key, "label": label, "href": reverse(view)}
        for key, label, view, ability in TABS
        if allowed(user, ability)
    ]


@register.inclusion_tag("accounts/organisation_tabs.html", takes_context=True)
def organisation_tabs(context: Context, current: str) -> dict[str, Any]:
    """The row of tabs, the current one marked."""
    return {"tabs": open_tabs(context["user"]), "current": current}


@register.simple_tag(takes_context=True)
def organisation_url(context: Context) -> str:
    """Where "Data and people" leads: the first page of these that the person may open, empty when there is none."""
    tabs = open_tabs(context["user"])
    return str(tabs[0]["href"]) if tabs else ""


@register.simple_tag(takes_context=True)
def manages(context: Context) -> bool:
    """Whether the person may ever manage an account, and so plan surveys."""
    return may_ever(context["user"], Verb.MANAGE)


@register.simple_tag(takes_context=True)
def sees_validity(context: Context) -> bool:
    """Whether the person may read how well the scores told what came."""
    return allowed(context["user"], Ability.VALIDITY)
