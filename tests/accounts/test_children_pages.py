"""Every form of what belongs to an account, by the same table: shown, saved, refused, invisible, as a panel, undone."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from accounts.models import (
    AuditEvent,
    Competitor,
    Contract,
    Interaction,
    Interest,
    Issue,
    Opportunity,
    Revenue,
    Stakeholder,
    Unit,
)
from tests import factories

PANEL = {"HX-Request": "true", "HX-Target": "side"}


@dataclass(frozen=True)
class Noun:
    """One kind of row: how its addresses are called, what is posted, and what is wrong."""

    name: str
    model: type[Model]
    factory: Any
    valid: dict[str, Any]
    field: str
    invalid: dict[str, Any]
    below: str = "account"  # what it is created below

    def parent(self, org):
        if self.below == "account":
            return org.account
        return factories.StakeholderFactory(account=org.account, name="Anna Berg")

    def row(self, org):
        return self.factory(**{self.below: self.parent(org)})

    def __str__(self):
        return self.name


MONEY = {"currency": "EUR"}
NOUNS = [
    Noun(
        "stakeholder",
        Stakeholder,
        factories.StakeholderFactory,
        {"name": "Anna Berg", "status": "active", **MONEY},
        "name",
        {"name": ""},
    ),
    Noun(
        "interest",
        Interest,
        factories.InterestFactory,
        {"kind": "goal", "text": "less waste", "strength": 2, "effect": "helps"},
        "text",
        {"text": ""},
        "stakeholder",
    ),
    Noun("unit", Unit, factories.UnitFactory, {"name": "Dairy", "kind": "site"}, "name", {"name": ""}),
    Noun(
        "contract",
        Contract,
        factories.ContractFactory,
        {"name": "Frame", "status": "active", "notice_days": 60, **MONEY},
        "name",
        {"starts_on": "2026-03-01", "ends_on": "2026-02-01"},
    ),
    Noun(
        "opportunity",
        Opportunity,
        factories.OpportunityFactory,
        {"name": "Line two", "stage": "mid", **MONEY},
        "name",
        {"probability": 120},
    ),
    Noun(
        "competitor",
        Competitor,
        factories.CompetitorFactory,
        {"name": "Rivalis", "status": "present", **MONEY},
        "name",
        {"name": ""},
    ),
    Noun(
        "revenue",
        Revenue,
        factories.RevenueFactory,
        {"month": "2026-01", "amount": 5, **MONEY},
        "amount",
        {"month": "x"},
    ),
    Noun(
        "issue",
        Issue,
        factories.IssueFactory,
        {"title": "Late", "severity": "major", "opened_on": "2026-01-05"},
        "title",
        {"opened_on": "2999-01-01"},
    ),
    Noun(
        "interaction",
        Interaction,
        factories.InteractionFactory,
        {"kind": "call", "happened_on": "2026-01-05", "summary": "Called"},
        "summary",
        {"happened_on": "2999-01-01"},
    ),
]


@pytest.fixture(params=NOUNS, ids=str)
def noun(request):
    return request.param


def address(noun, verb, pk):
    return reverse(f"accounts:{noun.name}-{verb}", args=[pk])


def test_form_creates_a_row_and_goes_back(client, org, noun):
    client.force_login(org.manager)
    parent = noun.parent(org)
    assert client.get(address(noun, "create", parent.pk)).status_code == 200
    answer = client.post(address(noun, "create", parent.pk), noun.valid)
    assert answer.status_code == 302
    row = noun.model.objects.order_by("-pk").first()
    assert str(getattr(row, noun.field)) == str(noun.valid[noun.field]) or row.amount == 5
    event = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk)).earliest("pk")
    assert event.verb == f"{row._meta.model_name}.created"
    assert (event.by, event.account) == (org.manager, org.account)


def test_form_says_what_is_wrong_and_keeps_what_was_typed(client, org, noun):
    client.force_login(org.manager)
    before = noun.model.objects.count()
    parent = noun.parent(org)
    before = noun.model.objects.count()
    answer = client.post(address(noun, "create", parent.pk), {**noun.valid, **noun.invalid})
    assert answer.status_code == 422
    assert "Not saved yet" in answer.content.decode()
    assert noun.model.objects.count() == before


def test_form_changes_a_row(client, org, noun):
    client.force_login(org.member)
    row = noun.row(org)
    version = getattr(row, "version", "")
    assert client.get(address(noun, "edit", row.pk)).status_code == 200
    answer = client.post(address(noun, "edit", row.pk), {**noun.valid, "version": version})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, noun.field)).startswith(str(noun.valid[noun.field]))


def test_delete_offers_an_undo_that_brings_the_row_back(client, org, noun):
    client.force_login(org.manager)
    row = noun.row(org)
    answer = client.post(address(noun, "delete", row.pk), follow=True)
    assert not noun.model.objects.filter(pk=row.pk).exists()
    undo = [message.extra_tags for message in answer.context["messages"]]
    assert undo[0].startswith("/accounts/undo/")
    assert client.post(undo[0]).status_code == 302
    again = noun.model.objects.get(pk=row.pk)
    assert getattr(again, noun.field) == getattr(row, noun.field)


def test_who_may_only_read_is_refused(client, org, noun):
    client.force_login(org.auditor)
    row = noun.row(org)
    assert client.get(address(noun, "edit", row.pk)).status_code == 403
    assert client.post(address(noun, "delete", row.pk)).status_code == 403
    assert client.get(address(noun, "create", getattr(row, noun.below).pk)).status_code == 403
    assert noun.model.objects.filter(pk=row.pk).exists()


def test_a_stranger_finds_nothing(client, org, noun):
    client.force_login(org.stranger)
    row = noun.row(org)
    assert client.get(address(noun, "edit", row.pk)).status_code == 404
    assert client.post(address(noun, "delete", row.pk)).status_code == 404
    assert client.get(address(noun, "create", getattr(row, noun.below).pk)).status_code == 404


def test_htmx_gets_the_panel_alone(client, org, noun):
    client.force_login(org.manager)
    row = noun.row(org)
    html = client.get(address(noun, "edit", row.pk), headers=PANEL).content.decode()
    assert html.lstrip().startswith('<section id="side"')
    assert "<html" not in html
    assert "hx-post=" in html


def test_panel_goes_back_to_the_page_with_its_filters(client, org, noun):
    client.force_login(org.manager)
    row = noun.row(org)
    headers = {**PANEL, "HX-Current-URL": f"http://testserver/accounts/{org.account.pk}/map/?q=anna"}
    answer = client.get(address(noun, "edit", row.pk), headers=headers)
    assert answer.context["back"] == f"/accounts/{org.account.pk}/map/?q=anna"
    sent = {**noun.valid, "version": getattr(row, "version", ""), "next": "https://evil.example/"}
    assert client.post(address(noun, "edit", row.pk), sent).headers["Location"].startswith("/accounts/")


VERSIONED = [noun for noun in NOUNS if noun.name != "revenue"]


@pytest.mark.parametrize("kind", VERSIONED, ids=str)
def test_two_people_who_change_one_field_see_both_versions(client, org, kind):
    client.force_login(org.manager)
    row = kind.row(org)
    theirs = {kind.field: "Theirs"}
    url = address(kind, "edit", row.pk)
    client.post(url, {**kind.valid, **theirs, "version": row.version})
    mine = {**kind.valid, kind.field: "Mine", "version": row.version}
    answer = client.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Two people changed this." in html
    assert (": Mine" in html, ": Theirs" in html) == (True, True)
    row.refresh_from_db()
    assert getattr(row, kind.field) == "Theirs"
    client.post(url, {**mine, "version": row.version, "resolve": "mine"})
    row.refresh_from_db()
    assert getattr(row, kind.field) == "Mine"


def test_taking_theirs_leaves_the_row_alone(client, org):
    client.force_login(org.manager)
    unit = factories.UnitFactory(account=org.account, name="Dairy")
    answer = client.post(address(NOUNS[2], "edit", unit.pk), {"name": "Mine", "kind": "site", "resolve": "theirs"})
    unit.refresh_from_db()
    assert (answer.status_code, unit.name, unit.version) == (302, "Dairy", 1)


def test_changes_of_different_fields_do_not_meet(client, org):
    client.force_login(org.manager)
    unit = factories.UnitFactory(account=org.account, name="Dairy", city="Kempten")
    form = {"name": "Dairy", "kind": "division", "city": "Kempten", "version": 1}
    client.post(address(NOUNS[2], "edit", unit.pk), {**form, "city": "Ulm"})
    answer = client.post(address(NOUNS[2], "edit", unit.pk), {**form, "name": "Milk"})
    unit.refresh_from_db()
    assert (answer.status_code, unit.name, unit.city) == (302, "Milk", "Ulm")


def test_undo_works_for_the_person_who_deleted_only(client, org):
    client.force_login(org.manager)
    unit = factories.UnitFactory(account=org.account)
    answer = client.post(address(NOUNS[2], "delete", unit.pk), follow=True)
    undo = next(iter(answer.context["messages"])).extra_tags
    client.force_login(org.member)
    assert client.post(undo).status_code == 403
    client.force_login(org.manager)
    assert client.post(undo[:-3] + "xx/").status_code == 400
    assert not Unit.objects.exists()


def test_undo_twice_says_that_it_is_too_late(client, org):
    client.force_login(org.manager)
    unit = factories.UnitFactory(account=org.account)
    answer = client.post(address(NOUNS[2], "delete", unit.pk), follow=True)
    undo = next(iter(answer.context["messages"])).extra_tags
    client.post(undo)
    came_from = "http://testserver" + reverse("accounts:unit-list", args=[org.account.pk])
    answer = client.post(undo, follow=True, headers={"referer": came_from})
    assert "cannot be undone any more" in answer.content.decode()
    assert Unit.objects.count() == 1


def test_people_search_answers_names(client, org):
    client.force_login(org.member)
    found = client.get(reverse("accounts:person-options"), {"q": "mara"}).json()
    assert found == [{"value": org.manager.pk, "label": "Mara Manager", "note": "Account manager"}]
    may_manage = client.get(reverse("accounts:person-options"), {"q": "s", "can": "manage"}).json()
    assert {row["value"] for row in may_manage} == {org.leader.pk, org.stranger.pk}


def test_account_search_shows_only_what_is_visible(client, org):
    client.force_login(org.member)
    assert [row["label"] for row in client.get(reverse("accounts:account-options"), {"q": "aur"}).json()] == [
        "Aurora Foods"
    ]
    client.force_login(org.stranger)
    assert client.get(reverse("accounts:account-options"), {"q": "aur"}).json() == []
