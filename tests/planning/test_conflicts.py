import pytest

from planning.models import Answer, Plan
from planning.selectors.answers import answer_at
from planning.services import answers as services
from tests.planning.test_answers import save, save_url

pytestmark = pytest.mark.django_db


def test_two_people_typing_get_both_texts_and_the_one_before(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="First, longer", version="1")
    client.force_login(org.member)
    reply = save(client, plan, text="Second", version="1")
    body = reply.json()
    assert reply.status_code == 409
    assert (body["mine"], body["theirs"], body["before"]) == ("Second", "First, longer", "First")
    assert (body["by"], body["version"]) == ("Mara Manager", 2)
    assert Answer.objects.get(plan=plan).text == "First, longer"


def test_two_people_typing_get_a_text_that_holds_both(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="They want price lists.")
    save(client, plan, text="They all want price lists.", version="1")
    client.force_login(org.member)
    body = save(client, plan, text="They want two price lists. Soon.", version="1").json()
    assert body["merged"] == "They all want two price lists. Soon."
    assert ["added", " two"] in body["minePieces"]
    assert ["added", " all"] in body["theirsPieces"]
    reply = save(client, plan, text=body["merged"], version=str(body["version"]))
    assert (reply.status_code, Answer.objects.get().text) == (200, body["merged"])


def test_a_field_that_was_left_alone_is_nobodys_change(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="First", evidence="observed", version="1")
    client.force_login(org.member)
    reply = save(client, plan, text="First, longer", evidence="", version="1")
    row = Answer.objects.get()
    assert (row.text, row.evidence) == ("First, longer", "observed")
    assert reply.json()["values"]["evidence"] == "observed"


def test_a_conflict_names_the_other_fields_too_and_hands_over_what_is_untouched(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="Theirs", evidence="observed", source_note="Minutes", version="1")
    client.force_login(org.member)
    body = save(client, plan, text="Mine", evidence="assumed", version="1").json()
    assert body["also"] == ["Evidence: yours “Assumed”, theirs “Seen by us”"]
    assert body["theirsValues"] == {"text": "Theirs", "evidence": "observed"}
    assert body["values"]["source_note"] == "Minutes"


def test_a_choice_in_conflict_has_no_merged_text(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    client.force_login(org.manager)
    save(client, plan, code="I5", choice="Content")
    client.force_login(org.member)
    body = save(client, plan, code="I5", choice="Mixed").json()
    assert (body["field"], body["merged"]) == ("choice", "")


def test_changing_different_fields_is_no_conflict(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, text="First")
    save(client, plan, text="First", source_note="Minutes", version="1")
    client.force_login(org.member)
    assert save(client, plan, text="First, longer", source_note="Minutes", version="1").status_code == 200


def test_conflict_without_script_shows_both_and_resolves_to_mine_or_theirs(client, org, plan):
    client.force_login(org.manager)
    save(client, plan, code="T1", text="First")
    url = save_url(plan, "T1")
    page = client.post(url, {"version": "0", "text": "Second"})
    assert page.status_code == 409
    assert b"First" in page.content
    assert b"Second" in page.content
    assert b"First Second" in page.content
    assert client.post(url, {"version": "1", "text": "Second", "resolve": "theirs"}).status_code == 302
    assert Answer.objects.get().text == "First"
    client.post(url, {"version": "1", "text": "Second", "resolve": "mine"})
    assert Answer.objects.get().text == "Second"
    client.post(url, {"version": "2", "text": "Second", "merged": "First Second", "resolve": "merged"})
    assert Answer.objects.get().text == "First Second"


def test_an_assignment_in_between_is_no_conflict(client, org, plan, question):
    services.answer_assign(plan=plan, question=question, user=org.member, due_on=plan.ends_on, by=org.manager)
    client.force_login(org.member)
    assert save(client, plan, text="Known now").status_code == 200


def test_an_answer_can_be_read_at_every_version(client, org, plan):
    client.force_login(org.manager)
    for number, words in enumerate(("one", "two", "three")):
        save(client, plan, text=words, version=str(number))
    row = Answer.objects.get()
    assert [answer_at(row, version).get("text", "") for version in range(4)] == ["", "one", "two", "three"]
