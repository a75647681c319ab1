"""What follows from an answer: shown and written on its question, known by its origin, and no answer itself."""

import pytest
from django.urls import reverse

from accounts.models import Need
from planning.models import Answer, Origin, Risk
from planning.selectors.questions import sheet
from planning.selectors.records import answering, lines, rows, slot_of, slots_of
from planning.services.records import row_add
from tests.factories import TODAY, CellFactory, OpportunityFactory, PlanFactory, UnitFactory

pytestmark = pytest.mark.django_db

FOLLOWS = {
    "R1": ["need", "improvement"],
    "R3": ["risk"],
    "R4": ["idea"],
    "R5": ["need"],
    "R6": ["risk"],
    "P5": ["risk"],
    "P7": ["cell"],
    "N4": ["objective"],
    "N7": ["opportunity"],
    "I5": ["need", "action"],
    "C2": ["risk"],
    "C3": ["interest"],
    "C4": ["action"],
    "V4": ["opportunity"],
}


@pytest.fixture
def full(org):
    return PlanFactory(account=org.account, variant="full")


def test_questions_whose_answers_lead_to_other_records():
    found = {code: [slot.key for slot in slots_of(code) if slot.follows] for code in FOLLOWS}
    assert found == FOLLOWS
    assert all(answering(code) for code in FOLLOWS)


def test_a_need_that_a_trend_leads_to_is_known_by_the_answer(org, full):
    Need.objects.create(account=org.account, title="Of another question")
    slot = slot_of("R1", "need")
    need = row_add(plan=full, slot=slot, values={"title": "Traceability"}, by=org.member)
    assert list(rows(slot, full)) == [need]
    assert [line.title for line in lines(full, "N3")] == ["Of another question", "Traceability"]
    origin = Origin.objects.get()
    assert (origin.source_kind, origin.target_kind, origin.target_id) == ("planning.answer", "accounts.need", need.pk)
    assert Answer.objects.get(pk=origin.source_id).question.code == "R1"


def test_what_follows_is_no_answer(org, full, answer):
    (given,) = answer(full, "R3", text="", evidence="observed")
    row_add(plan=full, slot=slot_of("R3", "risk"), values={"title": "Fines"}, by=org.member)
    assert Risk.objects.get().kind == "market"
    assert sheet(full, TODAY).item("R3").rows == []
    assert not sheet(full, TODAY).item("R3").is_done
    assert Origin.objects.get().source_id == given.pk


def test_what_follows_is_added_on_the_page_of_the_question(org, full, client):
    client.force_login(org.member)
    url = reverse("planning:row-create", args=[full.pk, "C4", "action"])
    client.post(url, {"row-title": "Match their delivery time", "row-due_on": "2026-09-01"})
    page = client.get(full.get_absolute_url(), {"q": "C4"})
    assert "Match their delivery time" in page.text
    assert "follows from the answer" in page.text


def test_deals_and_white_space_stand_with_the_questions_they_follow_from(org, full):
    deal = OpportunityFactory(account=org.account, stage="mid")
    OpportunityFactory(account=org.account, stage="lost")
    cell = CellFactory(account=org.account, unit=UnitFactory(account=org.account))
    CellFactory(account=org.account)
    assert list(rows(slot_of("N7", "opportunity"), full)) == [deal]
    assert list(rows(slot_of("P7", "cell"), full)) == [cell]
