"""Reading judgements leaves a trace, and a person can be made unknown for good."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, InfluenceLine, Stakeholder
from accounts.services import reads
from accounts.services import stakeholders as people
from accounts.services.anonymising import stakeholder_anonymise
from accounts.services.redaction import Traces
from accounts.services.rows import row_create, row_update
from planning.models import Answer, PlanVersion, Question
from planning.services.stages import plan_frozen
from tests.factories import (
    AccountFactory,
    InfluenceLineFactory,
    InteractionFactory,
    InterestFactory,
    LinkFactory,
    PlanFactory,
    StakeholderFactory,
)

NAME, MAIL, NOTE = "Petra Zwiebel", "petra@customer.example", "collects old radios"


@pytest.fixture
def petra(org):
    """A person who has left traces everywhere, an earlier name among them."""
    values = {"name": "Petra Former", "title": "Head of purchasing", "email": MAIL, "influence": 5, "stance": -2}
    row = people.stakeholder_create(account=org.account, values=values, by=org.manager)
    changes = {"name": NAME, "notes": NOTE, "stance_evidence": f"{NAME} said no"}
    row = people.stakeholder_update(stakeholder=row, changes=changes, by=org.manager)
    other = StakeholderFactory(account=org.account, name="Otto Other", reports_to=row)
    people.interest_create(stakeholder=row, values={"text": "wants quiet", "kind": "goal"}, by=org.manager)
    row_create(InfluenceLine(source=row, target=other, note=f"{NAME} is loud"), by=org.manager)
    LinkFactory(stakeholder=row, user=org.member)
    call = InteractionFactory(account=org.account, summary="nothing yet")
    row_update(call, changes={"summary": f"Lunch with PETRA ZWIEBEL, {MAIL}"}, by=org.manager)
    plan = PlanFactory(account=org.account)
    answer = Answer.objects.create(plan=plan, question=Question.objects.first(), author=org.manager)
    row_update(answer, changes={"text": "Petra Former decides"}, by=org.manager)
    PlanVersion.objects.create(plan=plan, label="1.1", content=plan_frozen(plan), by=org.manager)
    return row


def everything() -> str:
    """All that the database holds as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- names from the database itself
            found += [line for (line,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_in_the_database_names_an_anonymised_person(org, petra):
    before = everything()
    assert all(word in before for word in (NAME, "Petra Former", MAIL, NOTE, "wants quiet"))
    stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    after = everything().casefold()
    left = [word for word in (NAME, "Petra Former", MAIL, NOTE, "wants quiet", "is loud") if word.casefold() in after]
    assert left == []


def test_the_map_keeps_its_shape(org, petra):
    row = stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    assert (row.name, row.title, row.influence, row.is_placeholder, row.stance) == (
        *("Head of purchasing (name removed)", "Head of purchasing", 5, True, None),
    )
    assert row.reports.get().name == "Otto Other"
    assert (row.links.count(), row.lines_out.count(), row.interests.count()) == (1, 1, 0)


def test_who_has_left_becomes_the_former_one(org, petra):
    people.stakeholder_update(stakeholder=petra, changes={"status": "left"}, by=org.manager)
    row = stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    assert (row.name, row.status) == ("Former Head of purchasing", "left")


def test_the_same_person_at_another_customer_becomes_unknown_too(org, petra):
    other = AccountFactory(name="Borealis")
    there = StakeholderFactory(account=other, name=NAME, title="Buyer")
    Stakeholder.objects.filter(pk__in=[petra.pk, there.pk]).update(person_key="6f9e1a6e-8f0a-4c55-9d4e-1f6d8b7d0c11")
    petra.refresh_from_db()
    stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    there.refresh_from_db()
    assert (there.name, there.person_key) == ("Buyer (name removed)", None)


def test_the_redaction_is_in_the_trail_and_keeps_who_did_what_when(org, petra):
    facts = ("pk", "at", "by_id", "verb", "object_id")
    before = list(AuditEvent.objects.order_by("pk").values_list(*facts))
    stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    after = list(AuditEvent.objects.order_by("pk").values_list(*facts))
    assert after[: len(before)] == before
    event = AuditEvent.objects.get(verb="stakeholder.anonymised")
    assert (event.by, event.object_label) == (org.administrator, "Head of purchasing (name removed)")


def refused(action) -> bool:
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def test_the_trail_refuses_every_other_change(org, petra):
    events = AuditEvent.objects.filter(object_id=str(petra.pk))
    assert refused(lambda: events.update(reason="x"))
    stakeholder_anonymise(stakeholder=petra, by=org.administrator)
    assert refused(lambda: events.update(reason="x")), "the door is closed again"
    assert refused(lambda: PlanVersion.objects.update(content={}))


def test_the_open_door_lets_words_through_and_nothing_else(org, petra):
    event = AuditEvent.objects.filter(verb="stakeholder.updated").first()
    rows = AuditEvent.objects.filter(pk=event.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kam.redaction', %s, true)", [str(event.pk)])
        assert refused(lambda: rows.update(reason="x")), "no event of an anonymisation, no door"
    AuditEvent.objects.create(by=org.administrator, account=org.account, verb="stakeholder.anonymised")
    assert not refused(lambda: rows.update(reason="x"))
    assert refused(lambda: rows.update(by=org.member))
    assert refused(lambda: rows.update(at=timezone.now()))
    assert refused(lambda: rows.update(changes={}))
    assert refused(rows.delete)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Call Anna Berg today", "Call X today"),
        ("Anna Bergmann", "Anna Bergmann"),
        ("联系李伟谈价格", "联系X谈价格"),
        ("An Li is here, Lil too", "An Li is here, Lil too"),
        ({"a": ["ANNA BERG", 3, None]}, {"a": ["X", 3, None]}),
    ],
)
def test_whole_names_are_taken_out_and_nothing_more(text, left):
    assert Traces(("Anna Berg", "李伟", "Li"), "X").out_of(text) == left


# ---------------------------------------------------------------- the page and the API


def test_the_page_says_what_will_happen_and_then_does_it(client, org, petra):
    url = reverse("accounts:stakeholder-anonymise", args=[petra.pk])
    client.force_login(org.administrator)
    html = client.get(url).content.decode()
    assert "Head of purchasing (name removed)" in html
    assert "cannot be undone" in html
    assert client.post(url).status_code == 302
    html = client.get(petra.get_absolute_url()).content.decode()
    assert NAME not in html
    history = reverse("accounts:record-history", args=["accounts.stakeholder", petra.pk])
    assert NAME not in client.get(history).content.decode()


@pytest.mark.parametrize("who", ["manager", "leader", "auditor", "stranger"])
def test_the_api_refuses_everybody_but_administrators(client, org, petra, who):
    client.force_login(getattr(org, who))
    assert client.post(f"/api/v1/stakeholders/{petra.pk}/anonymise/").status_code == 403
    petra.refresh_from_db()
    assert petra.name == NAME


def test_the_api_anonymises_for_an_administrator(client, org, petra):
    client.force_login(org.administrator)
    answer = client.post(f"/api/v1/stakeholders/{petra.pk}/anonymise/")
    assert (answer.status_code, answer.json()["name"]) == (200, "Head of purchasing (name removed)")


# ---------------------------------------------------------------- who has read what


def reads_of(org, who) -> list[str]:
    """The verbs of what somebody has read."""
    events = AuditEvent.objects.filter(by=getattr(org, who), verb__endswith=".read")
    return list(events.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("address", "verb"),
    [
        ("/accounts/{account}/map/", "people.read"),
        ("/accounts/stakeholders/{person}/", "stakeholder.read"),
        ("/api/v1/stakeholders/", "people.read"),
        ("/api/v1/stakeholders/{person}/", "stakeholder.read"),
    ],
)
def test_reading_a_stance_is_recorded_once_a_sitting(client, org, petra, address, verb):
    url = address.format(account=org.account.pk, person=petra.pk)
    for who in ("manager", "leader"):
        client.force_login(getattr(org, who))
        client.get(url)
        client.get(url)
    assert (reads_of(org, "manager"), reads_of(org, "leader")) == ([verb], [])


def test_the_next_sitting_is_another_reading(org, petra, monkeypatch):
    reads.people_read(accounts=[org.account], by=org.manager)
    monkeypatch.setattr(reads, "SITTING", timedelta(0))
    reads.people_read(accounts=[org.account], by=org.manager)
    assert reads_of(org, "manager") == ["people.read", "people.read"]


def test_administrators_see_who_has_read(client, org, petra):
    InterestFactory(stakeholder=petra)
    InfluenceLineFactory(source=StakeholderFactory(account=org.account), target=petra)
    client.force_login(org.sponsor)
    client.get(petra.get_absolute_url())
    client.force_login(org.administrator)
    html = client.get(reverse("accounts:stakeholder-readers", args=[petra.pk])).content.decode()
    assert "Sven Sponsor" in html
    assert reverse("accounts:stakeholder-anonymise", args=[petra.pk]) in html
