"""Every address, for everybody: who gets in, who is told no, who is told that nothing is there.

The statuses that are right stand in tests/access_table.py, one line an address.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from rest_framework.views import APIView

from accounts.access import AccountScoped
from accounts.models import AuditEvent, ImportRun
from tests.access_table import GET, PEOPLE, POST
from tests.addresses import Address, addresses, rows_of, url_of
from tests.conftest import Organisation

# Ours, and open to who has not signed in: two pages for machines, the language of the sign-in page, and the survey,
# which its secret address guards.
OPEN = {"healthz", "readyz", "set_language", "scoring:survey"}
# Of others, each with guards of its own.
FOREIGN = ("allauth.", "django.contrib.admin.", "django.contrib.contenttypes.", "django.views.generic.base")
FOREIGN_OPEN = {
    "admin:login",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "mfa_authenticate",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
}
# What people without a right to edit may still send: their own settings, their own list, signing out.
OWN = {
    "set_language",
    "accounts:notice-read-all",
    "accounts:notice-open",
    "accounts:profile",
    "accounts:theme-set",
    "reviews:work-snooze",
}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KAM_FILES = tmp_path
    cache.clear()
    yield
    cache.clear()


def is_scoped_api(callback: Any) -> bool:
    """A view of the API whose rows are narrowed to what the person may see."""
    view = getattr(callback, "cls", None)
    return view is not None and issubclass(view, AccountScoped)


def is_closed_api(callback: Any) -> bool:
    """A view of the API that shows no rows (its index, its description), for who is signed in."""
    view = getattr(callback, "cls", None)
    if view is None or not issubclass(view, APIView) or (hasattr(view, "queryset") and view.queryset is not None):
        return False
    return any("IsAuthenticated" in permission.__name__ for permission in view.permission_classes)


def table_addresses() -> dict[str, Address]:
    """The addresses that the table speaks of: all with a name, without the administration's own."""
    return {a.name: a for a in addresses() if a.name.split(":")[-1] and not a.name.startswith("admin:")}


def test_every_view_carries_a_guard() -> None:
    bare = [
        address.label
        for address in addresses()
        if address.access is None
        and address.name not in OPEN
        and not address.callback.__module__.startswith(FOREIGN)
        and not is_scoped_api(address.callback)
        and not is_closed_api(address.callback)
    ]
    assert not bare, f"views without a guard of accounts.access: {bare}"


def test_only_these_views_are_open_to_strangers_of_the_organisation() -> None:
    found = {
        address.name
        for address in addresses()
        if not getattr(address.callback, "login_required", True) and not hasattr(address.callback, "cls")
    }
    assert found == OPEN | FOREIGN_OPEN


def test_the_table_names_every_address() -> None:
    assert not set(GET) & set(POST), "an address is in one of the two tables"
    assert set(table_addresses()) == set(GET) | set(POST)


def knock(person: Any, method: str, url: str, **headers: Any) -> Any:
    """One request whose effects are taken back."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if person is not None:
            client.force_login(person)
        answer = client.generic(method, url, **headers)
        raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
        events = list(AuditEvent.objects.filter(by=person).values_list("verb", flat=True)) if person else []
        transaction.set_rollback(True)
    answer.events, answer.text_body = events, raw.decode(errors="replace")
    return answer


def person_of(org: Organisation, who: str) -> Any:
    """The person of a column; None for nobody."""
    return None if who == "anonymous" else getattr(org, who)


def test_files_are_for_who_may_export_and_so_not_for_auditors() -> None:
    """Reading everything is one right, taking whole tables out another (docs/decisions/0006)."""
    files = [a.name for a in addresses() if a.name.endswith(("-csv", "-xlsx", "-download"))]
    assert len(files) >= 5
    assert [name for name in files if GET[name].split()[PEOPLE.index("auditor")] != "403"] == []


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_the_table_says(org: Organisation, who: str) -> None:
    rows = rows_of(org)
    column = PEOPLE.index(who)
    person = person_of(org, who)
    wrong = []
    for name, address in table_addresses().items():
        method, line = ("POST", POST[name]) if name in POST else ("GET", GET[name])
        wanted = line.split()[column]
        status = str(knock(person, method, url_of(address, rows)).status_code)
        if status != wanted:
            wrong.append(f"{who}: {method} {name} gives {status}, the table says {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["sponsor", "auditor", "stranger", "anonymous"])
def test_who_only_reads_writes_nothing(org: Organisation, who: str) -> None:
    """An empty form may be refused as wrong only to who may send it."""
    rows = rows_of(org)
    person = person_of(org, who)
    wrong = []
    for name, address in table_addresses().items():
        model = (address.access or (None, None))[1]
        if model is None or name in OWN:
            continue
        answer = knock(person, "POST", url_of(address, rows))
        allowed = {"stranger": {404, 405}, "anonymous": {302}}.get(who, {403, 405})
        if model is ImportRun and who == "stranger":
            allowed = {403, 405}  # the same refusal whether there is such an import or not
        if who == "sponsor" and name in SPONSOR_SENDS:
            continue
        if name == "planning:account-plan" and answer.status_code == 302 and not answer.events:
            continue  # a plan is there: whatever is sent leads to it
        if answer.status_code not in allowed or answer.events:
            wrong.append(f"{who}: POST {name} gives {answer.status_code}, writes {answer.events}")
    assert not wrong, "\n".join(wrong)


# A sponsor approves the plan, grants what is asked of them, comments, and orders its document (no form is bound without a plan's fields: 422).
SPONSOR_SENDS = {
    "planning:plan-approve",
    "reviews:account-files",
    "planning:answer-comment-add",
    "planning:action-comment-add",
    "planning:objective-comment-add",
    "planning:risk-comment-add",
    "planning:resource-decide",
}


@pytest.mark.parametrize("who", PEOPLE[1:])
def test_the_administration_is_for_administrators(org: Organisation, who: str) -> None:
    for address in addresses():
        if address.name.startswith("admin:") and not address.arguments:
            status = knock(person_of(org, who), "GET", url_of(address, {})).status_code
            assert status in {302, 403, 404}, f"{who}: {address.name} gives {status}"
