"""The history of an account, of one record, and setting an earlier value again."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import Account, AuditEvent, Interest, Stakeholder
from accounts.selectors.changes import WORDS
from accounts.services.accounts import account_update
from accounts.services.rows import row_create, row_delete, row_update
from tests.factories import AccountFactory, StakeholderFactory, UnitFactory


@pytest.fixture
def unit(org):
    return UnitFactory(account=org.account, name="Plant")


@pytest.fixture
def stakeholder(org):
    return row_create(Stakeholder(account=org.account, name="Paula", title="Buyer"), by=org.manager)


def history(account) -> str:
    return reverse("accounts:account-history", args=[account.pk])


def record_url(row, name="record-history") -> str:
    return reverse(f"accounts:{name}", args=[row._meta.label_lower, row.pk])


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_history_query_count(client, org, unit, rows, django_assert_num_queries):
    for number in range(rows):
        row_create(Stakeholder(account=org.account, name=f"P{number}", unit=unit, reports_to=None), by=org.member)
    client.force_login(org.manager)
    with django_assert_num_queries(5):
        client.get(history(org.account))


def test_history_shows_labels_choices_and_names(client, org, unit, stakeholder):
    row_update(stakeholder, changes={"unit": unit, "stance": 2, "decision_roles": ["economic_buyer"]}, by=org.member)
    account_update(account=org.account, changes={"theme": "expand"}, by=org.manager, reason="New owner")
    client.force_login(org.manager)
    response = client.get(history(org.account))
    html = " ".join(text(response).split())
    for words in ("Stakeholder: Paula", "Unit", "Plant", "Advocate", "Economic buyer", "Mina Member", "New owner"):
        assert words in html
    line = response.context["changes"][0].lines[0]
    assert (line.label, line.before, line.after) == ("Theme", "–", "Expand")


def test_history_hides_sensitive_changes_from_the_leader(client, org, stakeholder):
    row_update(stakeholder, changes={"stance": -2}, by=org.manager)
    client.force_login(org.leader)
    assert "Opponent" not in text(client.get(history(org.account)))
    client.force_login(org.sponsor)
    assert "Opponent" in text(client.get(history(org.account)))


def test_history_does_not_name_accounts_that_are_closed_to_the_reader(client, org):
    secret = AccountFactory(name="Secret Holding")
    account_update(account=org.account, changes={"parent": secret}, by=org.administrator)
    client.force_login(org.manager)
    html = text(client.get(history(org.account)))
    assert "Secret Holding" not in html
    assert "not open to you" in html
    client.force_login(org.administrator)
    assert "Secret Holding" in text(client.get(history(org.account)))


def test_history_filters_by_kind_person_and_day(client, org, stakeholder):
    account_update(account=org.account, changes={"city": "Bonn"}, by=org.administrator)
    client.force_login(org.manager)

    def kinds(**query):
        response = client.get(history(org.account), query)
        return [change.event.object_type for change in response.context["changes"]]

    assert kinds() == ["accounts.account", "accounts.stakeholder"]
    assert kinds(kind="accounts.account") == ["accounts.account"]
    assert kinds(person=org.manager.pk) == ["accounts.stakeholder"]
    assert kinds(since="2999-01-01") == []
    assert kinds(kind="auth.permission", since="nonsense") == ["accounts.account", "accounts.stakeholder"]


def test_history_is_not_found_for_a_stranger(client, org):
    client.force_login(org.stranger)
    assert client.get(history(org.account)).status_code == 404


def test_history_fragment_for_htmx(client, org, stakeholder):
    client.force_login(org.manager)
    response = client.get(history(org.account), headers={"HX-Request": "true", "HX-Target": "history-rows"})
    assert "<html" not in text(response)
    assert "Paula" in text(response)


# ---------------------------------------------------------------- one record


def test_record_shows_its_fields_as_they_were_on_a_day(client, org):
    person = StakeholderFactory(account=org.account, name="Paula", title="Director")
    for year, before, after in ((2024, "Clerk", "Buyer"), (2025, "Buyer", "Director")):
        AuditEvent.objects.create(
            at=datetime(year, 6, 1, 12, tzinfo=UTC),
            by=org.manager,
            account=org.account,
            verb="stakeholder.updated",
            object_type="accounts.stakeholder",
            object_id=str(person.pk),
            object_label="Paula",
            changes={"title": [before, after]},
        )
    client.force_login(org.manager)

    def title(**query):
        response = client.get(record_url(person), query)
        return next(value.text for value in response.context["values"] if value.name == "title")

    assert title() == "Director"
    assert (title(on="2024-05-31"), title(on="2024-06-01"), title(on="2025-12-31")) == ("Clerk", "Buyer", "Director")


def test_record_did_not_exist_before_it_was_added(client, org, stakeholder):
    client.force_login(org.manager)
    response = client.get(record_url(stakeholder), {"on": "2001-01-01"})
    assert response.context["values"] is None
    assert "did not exist on that day" in text(response)


def test_record_refuses_a_bad_date(client, org, stakeholder):
    client.force_login(org.manager)
    assert client.get(record_url(stakeholder), {"on": "yesterday"}).status_code == 422


def test_a_deleted_record_is_shown_as_it_was_before(client, org, stakeholder):
    url = record_url(stakeholder)
    row_delete(stakeholder, by=org.manager)
    client.force_login(org.manager)
    response = client.get(url)
    assert next(value.text for value in response.context["values"] if value.name == "title") == "Buyer"
    assert "was deleted" in text(response)
    client.force_login(org.stranger)
    assert client.get(url).status_code == 404


def test_record_hides_sensitive_fields_from_the_leader(client, org, stakeholder):
    row_update(stakeholder, changes={"stance": -2, "notes": "dislikes us"}, by=org.manager)
    client.force_login(org.leader)
    response = client.get(record_url(stakeholder))
    shown = {value.name for value in response.context["values"]}
    assert not shown & set(Stakeholder.SENSITIVE)
    assert "dislikes us" not in text(response)
    client.force_login(org.manager)
    assert "dislikes us" in text(client.get(record_url(stakeholder)))


def test_a_wholly_sensitive_record_is_refused_to_the_leader(client, org, stakeholder):
    interest = row_create(Interest(stakeholder=stakeholder, text="fears for the post"), by=org.manager)
    client.force_login(org.leader)
    assert client.get(record_url(interest)).status_code == 403
    client.force_login(org.member)
    assert client.get(record_url(interest)).status_code == 200


def test_only_known_kinds_of_records_have_a_past(client, org):
    client.force_login(org.administrator)
    for kind in ("accounts.user", "accounts.job", "auth.permission", "scoring.respondent", "nonsense"):
        assert client.get(f"/accounts/history/{kind}/{org.administrator.pk}/").status_code == 404


def test_record_is_not_found_for_a_stranger(client, org, stakeholder):
    client.force_login(org.stranger)
    assert client.get(record_url(stakeholder)).status_code == 404


# ---------------------------------------------------------------- an earlier value again


def restore(client, row, event, field):
    return client.post(record_url(row, "field-restore"), {"event": event.pk, "field": field}, follow=True)


def test_restore_is_a_new_change(client, org, stakeholder):
    row_update(stakeholder, changes={"title": "Director"}, by=org.member)
    event = AuditEvent.objects.filter(verb="stakeholder.updated").latest("pk")
    client.force_login(org.manager)
    restore(client, stakeholder, event, "title")
    last = AuditEvent.objects.latest("pk")
    assert Stakeholder.objects.get(pk=stakeholder.pk).title == "Buyer"
    assert (last.verb, last.by, last.changes) == (
        "stakeholder.field_restored",
        org.manager,
        {"title": ["Director", "Buyer"]},
    )


def test_restore_of_a_name_brings_its_keys_back(client, org):
    account_update(account=org.account, changes={"name": "Zeta"}, by=org.manager)
    event = AuditEvent.objects.latest("pk")
    client.force_login(org.manager)
    restore(client, org.account, event, "name")
    account = Account.objects.get(pk=org.account.pk)
    assert (account.name, account.name_key, account.sort_key) == ("Aurora Foods", "aurora foods", "aurora foods")


def test_restore_refuses_what_needs_more_than_editing(client, org):
    account_update(account=org.account, changes={"manager": org.member}, by=org.administrator)
    event = AuditEvent.objects.latest("pk")
    client.force_login(org.administrator)
    response = restore(client, org.account, event, "manager")
    assert "cannot be restored" in text(response)
    assert Account.objects.get(pk=org.account.pk).manager == org.member


def test_restore_refuses_an_event_of_another_record(client, org, stakeholder):
    other = row_create(Stakeholder(account=org.account, name="Otto", title="Clerk"), by=org.manager)
    event = AuditEvent.objects.filter(object_id=str(other.pk), object_type="accounts.stakeholder").get()
    client.force_login(org.manager)
    assert restore(client, stakeholder, event, "title").status_code == 404


def test_restore_is_refused_to_who_may_only_look(client, org, stakeholder):
    row_update(stakeholder, changes={"title": "Director"}, by=org.member)
    event = AuditEvent.objects.latest("pk")
    for who, status in (("auditor", 403), ("sponsor", 403), ("stranger", 404)):
        client.force_login(getattr(org, who))
        assert restore(client, stakeholder, event, "title").status_code == status
    assert client.get(record_url(stakeholder, "field-restore")).status_code == 405


def test_restore_of_a_sensitive_value_needs_the_right_to_it(client, org, stakeholder):
    row_update(stakeholder, changes={"stance": -2}, by=org.manager)
    event = AuditEvent.objects.latest("pk")
    client.force_login(org.leader)
    assert restore(client, stakeholder, event, "stance").status_code == 404
    assert Stakeholder.objects.get(pk=stakeholder.pk).stance == -2


# ---------------------------------------------------------------- the whole trail


@pytest.mark.parametrize("rows", [1, 3])
def test_audit_query_count(client, org, rows, django_assert_num_queries):
    for number in range(rows):
        row_create(Stakeholder(account=org.account, name=f"P{number}"), by=org.member)
    client.force_login(org.auditor)
    with django_assert_num_queries(3):
        client.get("/audit/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("auditor", 200), ("leader", 403), ("manager", 403), ("sponsor", 403)],
)
def test_audit_is_for_auditors_and_administrators(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.get("/audit/").status_code == status


def test_audit_tells_of_people_and_names_nothing_sensitive_to_auditors(client, org, stakeholder):
    row_create(Interest(stakeholder=stakeholder, text="fears for the post"), by=org.manager)
    row_update(org.member, changes={"role": "manager"}, by=org.administrator)
    client.force_login(org.auditor)
    html = " ".join(text(client.get("/audit/")).split())
    assert "fears for the post" not in html
    assert "Person: Mina Member" in html
    assert "Account manager" in html
    client.force_login(org.administrator)
    assert "fears for the post" in text(client.get("/audit/"))


def test_audit_is_filtered(client, org, stakeholder):
    row_update(org.member, changes={"role": "manager"}, by=org.administrator)
    client.force_login(org.administrator)
    response = client.get("/audit/", {"kind": "accounts.user"})
    assert [change.event.object_type for change in response.context["changes"]] == ["accounts.user"]
    assert "Nothing is recorded here" in text(client.get("/audit/", {"since": "2999-01-01"}))
    part = client.get("/audit/", headers={"HX-Request": "true", "HX-Target": "audit-rows"})
    assert "<html" not in text(part)


def test_every_verb_of_the_trail_has_words_of_its_own():
    root = Path(__file__).parents[2]
    files = [path for app in ("accounts", "planning", "reviews", "scoring") for path in (root / app).rglob("*.py")]
    written = re.compile(r'(?:verb=|record\([^()]*?, )"[a-z_.]+\.([a-z_]+)"')
    verbs = {verb for path in files for verb in written.findall(path.read_text())}
    assert {"decided", "archived", "link_sent"} <= verbs
    assert verbs - set(WORDS) == set()
