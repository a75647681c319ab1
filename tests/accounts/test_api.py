"""The API of accounts and of what belongs to them: the same rules as the pages."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Account, AuditEvent, Interaction, Stakeholder
from tests.factories import (
    AccountFactory,
    ContractFactory,
    IssueFactory,
    OpportunityFactory,
    StakeholderFactory,
    UnitFactory,
)

BASE = "/api/v1"
CHILDREN = {
    "stakeholders": {"name": "Paula"},
    "opportunities": {"name": "Deal"},
    "contracts": {"name": "Frame", "ends_on": "2027-01-31"},
    "issues": {"title": "Late", "opened_on": "2026-06-01"},
    "interactions": {"summary": "Met", "happened_on": "2026-06-01"},
}
FACTORIES = {
    "stakeholders": StakeholderFactory,
    "opportunities": OpportunityFactory,
    "contracts": ContractFactory,
    "issues": IssueFactory,
}


@pytest.fixture
def api(org):
    def sign_in(who: str) -> APIClient:
        client = APIClient()
        client.force_login(getattr(org, who))
        return client

    return sign_in


def one(row, prefix: str) -> str:
    return f"{BASE}/{prefix}/{row.pk}/"


@pytest.mark.parametrize("prefix", ["accounts", *CHILDREN])
def test_nobody_is_answered_without_signing_in(prefix, org):
    assert APIClient().get(f"{BASE}/{prefix}/").status_code == 403


@pytest.mark.parametrize("prefix", ["accounts", "stakeholders", "opportunities", "contracts", "issues"])
@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_counts(prefix, rows, org, api, django_assert_max_num_queries):
    for _number in range(rows):
        account = AccountFactory(manager=org.manager, parent=org.account)
        if prefix != "accounts":
            FACTORIES[prefix](account=account)
    client = api("manager")
    with django_assert_max_num_queries(6):
        client.get(f"{BASE}/{prefix}/")


def test_accounts_are_narrowed_to_the_person(org, api):
    AccountFactory(name="Foreign", team=org.south)
    seen = {}
    for who in ("administrator", "leader", "manager", "member", "sponsor", "stranger"):
        seen[who] = [row["name"] for row in api(who).get(f"{BASE}/accounts/").json()["results"]]
    own = ["Aurora Foods"]
    assert seen.pop("administrator") == ["Aurora Foods", "Foreign"]
    assert seen.pop("stranger") == []
    assert all(names == own for names in seen.values())


def test_one_account_is_found_or_not(org, api):
    answer = api("auditor").get(one(org.account, "accounts")).json()
    assert (answer["name"], answer["figures"]["health"], answer["manager"]) == ("Aurora Foods", None, org.manager.pk)
    assert api("stranger").get(one(org.account, "accounts")).status_code == 404


def test_a_parent_that_is_closed_to_the_person_is_not_named(org, api):
    secret = AccountFactory(name="Secret")
    Account.objects.filter(pk=org.account.pk).update(parent=secret)
    assert api("manager").get(one(org.account, "accounts")).json()["parent"] is None
    assert api("administrator").get(one(org.account, "accounts")).json()["parent"] == secret.pk
    assert api("administrator").get(f"{BASE}/accounts/").json()["results"][0]["parent"] == secret.pk


def test_accounts_are_filtered(org, api):
    client = api("administrator")
    for query, count in (
        ("q=auro", 1),
        ("q=zzz", 0),
        ("key_status=key", 0),
        ("archived=false", 1),
        ("archived=true", 0),
    ):
        assert client.get(f"{BASE}/accounts/?{query}").json()["count"] == count
    assert client.get(f"{BASE}/accounts/?key_status=nonsense").status_code == 400


def test_pages_have_neighbours_and_a_limit(org, api):
    AccountFactory.create_batch(4, manager=org.manager)
    client = api("manager")
    first = client.get(f"{BASE}/accounts/?page_size=2").json()
    assert (first["count"], first["capped"], len(first["results"]), first["previous"]) == (5, False, 2, None)
    last = client.get(client.get(first["next"]).json()["next"]).json()
    assert (len(last["results"]), last["next"]) == (1, None)


def test_an_account_is_entered_by_the_same_service(org, api):
    answer = api("manager").post(f"{BASE}/accounts/", {"name": "Borealis AG", "manager": org.manager.pk}, format="json")
    account = Account.objects.get(pk=answer.json()["id"])
    assert answer.status_code == 201
    assert account.name_key == "borealis"
    assert AuditEvent.objects.filter(verb="account.created", account=account, by=org.manager).exists()


def test_entering_is_refused_to_others_and_for_others(org, api):
    assert (
        api("member").post(f"{BASE}/accounts/", {"name": "X", "manager": org.member.pk}, format="json").status_code
        == 403
    )
    assert api("manager").post(f"{BASE}/accounts/", {"name": "X"}, format="json").status_code == 400
    values = {"name": "X", "team": org.south.pk, "manager": org.leader.pk}
    assert api("leader").post(f"{BASE}/accounts/", values, format="json").status_code == 400


def test_an_account_is_changed_only_as_far_as_one_may(org, api):
    url = one(org.account, "accounts")
    assert api("member").patch(url, {"city": "Bonn"}, format="json").json()["city"] == "Bonn"
    assert api("member").patch(url, {"manager": org.member.pk}, format="json").status_code == 400
    assert api("manager").patch(url, {"manager": org.member.pk}, format="json").status_code == 200
    assert api("auditor").patch(url, {"city": "Ulm"}, format="json").status_code == 403
    assert api("stranger").patch(url, {"city": "Ulm"}, format="json").status_code == 404
    answer = api("administrator").patch(url, {"key_status": "key"}, format="json")
    assert answer.json()["key_status"] == "none"
    assert api("administrator").delete(url).status_code == 405


def test_a_stale_version_is_a_conflict_that_shows_theirs(org, api):
    url = one(org.account, "accounts")
    api("member").patch(url, {"city": "Bonn", "version": 1}, format="json")
    answer = api("manager").patch(url, {"city": "Ulm", "version": 1}, format="json")
    assert answer.status_code == 409
    assert answer.json()["theirs"] == {"city": "Bonn"}
    assert api("manager").patch(url, {"website": "https://a.example", "version": 1}, format="json").status_code == 200


def test_a_company_cannot_belong_to_itself(org, api):
    answer = api("manager").patch(one(org.account, "accounts"), {"parent": org.account.pk}, format="json")
    assert answer.status_code == 400
    assert "parent" in answer.json()


# ---------------------------------------------------------------- what belongs to accounts


@pytest.mark.parametrize(("prefix", "values"), CHILDREN.items())
def test_children_are_made_changed_and_removed(prefix, values, org, api):
    client = api("member")
    made = client.post(f"{BASE}/{prefix}/", {**values, "account": org.account.pk}, format="json")
    assert made.status_code == 201, made.json()
    url = f"{BASE}/{prefix}/{made.json()['id']}/"
    field = next(iter(values))
    changed = client.patch(url, {field: "Other", "account": AccountFactory().pk}, format="json")
    assert (changed.json()[field], changed.json()["account"]) == ("Other", org.account.pk)
    assert client.delete(url).status_code == 204
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[0].endswith(".created")
    assert verbs[-1].endswith(".deleted")


@pytest.mark.parametrize(("prefix", "values"), CHILDREN.items())
def test_children_are_refused_where_one_may_not_edit(prefix, values, org, api):
    foreign = AccountFactory(team=org.south, manager=org.stranger)
    made = api("member").post(f"{BASE}/{prefix}/", {**values, "account": org.account.pk}, format="json").json()
    url = f"{BASE}/{prefix}/{made['id']}/"
    assert api("member").post(f"{BASE}/{prefix}/", {**values, "account": foreign.pk}, format="json").status_code == 400
    assert (
        api("sponsor").post(f"{BASE}/{prefix}/", {**values, "account": org.account.pk}, format="json").status_code
        == 403
    )
    field = next(iter(values))
    for who, status in (("sponsor", 403), ("auditor", 403), ("stranger", 404)):
        assert api(who).patch(url, {field: "x"}, format="json").status_code == status
        assert api(who).delete(url).status_code == status
    assert api("stranger").get(url).status_code == 404
    assert api("stranger").get(f"{BASE}/{prefix}/").json()["count"] == 0


def test_stakeholders_keep_what_is_sensitive_to_the_team(org, api):
    person = StakeholderFactory(account=org.account, stance=-2, notes="dislikes us")
    for who, sees in (("manager", True), ("member", True), ("sponsor", True), ("leader", False), ("auditor", False)):
        for shown in (
            api(who).get(one(person, "stakeholders")).json(),
            api(who).get(f"{BASE}/stakeholders/").json()["results"][0],
        ):
            assert all((name in shown) is sees for name in Stakeholder.SENSITIVE)


def test_sensitive_fields_are_written_by_who_may_read_them(org, api):
    person = StakeholderFactory(account=org.account)
    url = one(person, "stakeholders")
    assert api("leader").patch(url, {"stance": 2}, format="json").status_code == 400
    assert api("leader").patch(url, {"title": "CEO"}, format="json").status_code == 200
    answer = api("manager").patch(url, {"stance": 2, "stance_by": org.stranger.pk}, format="json")
    assert (answer.json()["stance"], answer.json()["stance_by"]) == (2, org.manager.pk)


def test_what_is_named_belongs_to_the_same_account(org, api):
    other = AccountFactory(manager=org.manager)
    unit, boss, deal = UnitFactory(account=other), StakeholderFactory(account=other), OpportunityFactory(account=other)
    client, mine = api("manager"), {"account": org.account.pk}
    for prefix, values in (
        ("stakeholders", {"name": "P", "unit": unit.pk}),
        ("stakeholders", {"name": "P", "reports_to": boss.pk}),
        ("contracts", {"name": "C", "renewal_deal": deal.pk}),
        ("interactions", {"summary": "S", "happened_on": "2026-06-01", "stakeholders": [boss.pk]}),
    ):
        assert client.post(f"{BASE}/{prefix}/", {**values, **mine}, format="json").status_code == 400


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("stakeholders", {"name": "P", "influence": 9}),
        ("stakeholders", {"name": "P", "decision_roles": ["king"]}),
        ("opportunities", {"name": "D", "probability": 101}),
        ("contracts", {"name": "C", "starts_on": "2027-01-02", "ends_on": "2027-01-01"}),
        ("issues", {"title": "I", "opened_on": "2026-06-02", "closed_on": "2026-06-01"}),
        ("interactions", {"summary": "S", "happened_on": "2999-01-01"}),
    ],
)
def test_bad_input_is_refused(prefix, values, org, api):
    answer = api("manager").post(f"{BASE}/{prefix}/", {**values, "account": org.account.pk}, format="json")
    assert answer.status_code == 400


def test_an_interaction_keeps_its_people(org, api):
    person = StakeholderFactory(account=org.account)
    values = {"account": org.account.pk, "summary": "Met", "happened_on": "2026-06-01"}
    made = api("member").post(
        f"{BASE}/interactions/", {**values, "people": [org.member.pk], "stakeholders": [person.pk]}, format="json"
    )
    note = Interaction.objects.get(pk=made.json()["id"])
    assert (note.author, list(note.stakeholders.all())) == (org.member, [person])
    api("member").patch(one(note, "interactions"), {"stakeholders": []}, format="json")
    assert list(note.stakeholders.all()) == []
    assert list(note.people.all()) == [org.member]


def test_deals_without_a_customer_are_not_in_the_api(org, api):
    OpportunityFactory(account=None)
    assert api("administrator").get(f"{BASE}/opportunities/").json()["count"] == 0


def test_the_description_lists_the_addresses(org, api):
    answer = api("manager").get(f"{BASE}/schema/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert b"/api/v1/stakeholders/{id}/" in answer.content
    assert APIClient().get(f"{BASE}/schema/").status_code in {302, 403}
