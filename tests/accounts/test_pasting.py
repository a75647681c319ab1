"""Pasted people are understood as they come: tables, lines, signatures, lists of a network, Chinese names."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Stakeholder
from accounts.pasting import Read, people_read, role_from_title
from accounts.services.rows import row_update
from tests.factories import StakeholderFactory


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Anna Berg, Head of purchasing", [Read("Anna Berg", "Head of purchasing")]),
        ("Anna Berg\tHead of purchasing", [Read("Anna Berg", "Head of purchasing")]),
        ("Anna Berg – Head of purchasing", [Read("Anna Berg", "Head of purchasing")]),
        ("Jean-Luc Moreau - CFO", [Read("Jean-Luc Moreau", "CFO")]),
        ("Anna Berg (CFO)", [Read("Anna Berg", "CFO")]),
        ("Anna Berg, VP, Finance", [Read("Anna Berg", "VP, Finance")]),
        ("李伟，采购总监", [Read("李伟", "采购总监")]),
        ("李伟 采购总监", [Read("李伟", "采购总监")]),
        ("Anna Berg <anna@x.example>", [Read("Anna Berg", "", "anna@x.example")]),
        ("Anna Berg, CFO, anna@x.example, +49 30 1234567",
         [Read("Anna Berg", "CFO", "anna@x.example", "+49 30 1234567")]),
        ("Name\tTitle\tE-mail\nAnna Berg\tCFO\ta@x.example\nBo Lund\t\tb@x.example",
         [Read("Anna Berg", "CFO", "a@x.example"), Read("Bo Lund", "", "b@x.example")]),
        ("姓名,职位\n李伟,采购总监", [Read("李伟", "采购总监")]),
        ("Last name;First name;Position\nBerg;Anna;CFO", [Read("Anna Berg", "CFO")]),
        ("Anna Berg\nHead of purchasing\nanna@x.example\nTel. +49 30 1234567\n\nBo Lund\nPlant manager",
         [Read("Anna Berg", "Head of purchasing", "anna@x.example", "+49 30 1234567"), Read("Bo Lund", "Plant manager")]),
        ("Anna Berg · 2nd\nHead of purchasing\nConnect\nBo Lund\nBuyer\nMessage",
         [Read("Anna Berg", "Head of purchasing"), Read("Bo Lund", "Buyer")]),
        ("Anna Berg\nBo Lund", [Read("Anna Berg"), Read("Bo Lund")]),
        (" , \n", []),
    ],
)  # fmt: skip
def test_people_are_read_from_what_was_pasted(text, people):
    assert people_read(text)[0] == people


def test_the_columns_found_are_named():
    assert people_read("Name\tTitle\nAnna Berg\tCFO")[1] == ("name", "title")
    assert people_read("Anna Berg, anna@x.example")[1] == ("name", "email")


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief Executive Officer", "economic_buyer"),
        ("General Manager", "economic_buyer"),
        ("总经理", "economic_buyer"),
        ("CFO", "approver"),
        ("Head of purchasing", "approver"),
        ("采购总监", "approver"),
        ("财务总监", "approver"),
        ("Assistant to the CEO", "gatekeeper"),
        ("Vice President Operations", "influencer"),
        ("Quality engineer", "evaluator"),
        ("质量工程师", "evaluator"),
        ("Shift supervisor", "user"),
        ("生产经理", "user"),
        ("Area manager", "influencer"),
        ("", ""),
        ("Poet", ""),
    ],
)
def test_a_title_suggests_a_role(title, role):
    assert role_from_title(title) == role


def test_a_guessed_role_can_be_changed_before_adding(client, org):
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-paste", args=[org.account.pk])
    text = "Anna Berg, CFO\nBo Lund, Buyer"
    shown = client.post(url, {"text": text}).context["people"]
    assert [one.role for one in shown] == ["approver", "approver"]
    client.post(url, {"text": text, "role-0": "economic_buyer", "role-1": "", "add": "1"})
    rows = org.account.stakeholders.order_by("pk").values_list("name", "decision_roles")
    assert list(rows) == [("Anna Berg", ["economic_buyer"]), ("Bo Lund", [])]


def test_somebody_of_the_same_address_is_known_already(client, org):
    StakeholderFactory(account=org.account, name="A. Berg", email="Anna@x.example")
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-paste", args=[org.account.pk])
    people = client.post(url, {"text": "Anna Berg, CFO, anna@X.example"}).context["people"]
    assert [one.is_known for one in people] == [True]


# ---------------------------------------------------------------- many judged in one table


@pytest.fixture
def two(org):
    """Two people without a judgement."""
    return [StakeholderFactory(account=org.account, name=name, influence=None, stance=None) for name in ("Anna", "Bo")]


def judged(rows, **first) -> dict[str, str]:
    """What the table sends: nothing changed but the first row."""
    sent = {f"{row.pk}-version": str(row.version) for row in rows}
    for row in rows:
        sent |= {f"{row.pk}-role": next(iter(row.decision_roles), "")}
    return sent | {f"{rows[0].pk}-{name}": value for name, value in first.items()}


def test_people_are_judged_in_one_table(client, org, two):
    client.force_login(org.member)
    url = reverse("accounts:stakeholder-judge", args=[org.account.pk])
    sent = judged(two, role="approver", influence="5", stance="-1", evidence="asked a rival")
    assert client.post(url, sent).status_code == 302
    row = Stakeholder.objects.get(pk=two[0].pk)
    assert (row.decision_roles, row.influence, row.stance, row.stance_evidence, row.stance_by, row.influence_by) == (
        *(["approver"], 5, -1, "asked a rival", org.member, org.member),
    )
    assert not AuditEvent.objects.filter(verb="stakeholder.updated", object_id=str(two[1].pk)).exists()


def test_a_stance_without_evidence_is_refused_and_nothing_is_saved(client, org, two):
    client.force_login(org.member)
    answer = client.post(reverse("accounts:stakeholder-judge", args=[org.account.pk]), judged(two, stance="1"))
    assert (answer.status_code, "said or did" in answer.content.decode()) == (422, True)
    assert Stakeholder.objects.get(pk=two[0].pk).stance is None


def test_who_may_not_see_stances_judges_role_and_influence(client, org, two):
    client.force_login(org.leader)
    url = reverse("accounts:stakeholder-judge", args=[org.account.pk])
    assert "-stance" not in client.get(url).content.decode()
    client.post(url, judged(two, influence="4", stance="2", evidence="x"))
    row = Stakeholder.objects.get(pk=two[0].pk)
    assert (row.influence, row.stance) == (4, None)


def test_a_colleagues_change_in_between_is_no_loss(client, org, two):
    sent = judged(two, influence="4")
    row_update(two[0], changes={"influence": 2}, by=org.manager)
    client.force_login(org.member)
    url = reverse("accounts:stakeholder-judge", args=[org.account.pk])
    answer = client.post(url, sent)
    assert (answer.status_code, "changed by a colleague" in answer.content.decode()) == (409, True)
    assert Stakeholder.objects.get(pk=two[0].pk).influence == 2
    again = sent | {f"{two[0].pk}-version": answer.context["forms"][0]["version"].value()}
    assert client.post(url, again).status_code == 302
    assert Stakeholder.objects.get(pk=two[0].pk).influence == 4


@pytest.mark.parametrize("rows", [1, 30])
def test_the_table_takes_a_constant_number_of_queries(client, org, rows, django_assert_num_queries):
    StakeholderFactory.create_batch(rows, account=org.account)
    client.force_login(org.member)
    url = reverse("accounts:stakeholder-judge", args=[org.account.pk])
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)
