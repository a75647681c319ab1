"""Rows of answers are records: what is written on one side is read on the other."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Contract, CustomerGoal, Need, Stakeholder, ValueCase, WhiteSpaceCell
from accounts.services.contracts import contract_create, contract_delete
from planning.forms.records import row_form
from planning.models import Action, Answer, KnowledgeGap, Plan, PlanVersion, Question
from planning.selectors.frozen import plan_frozen
from planning.selectors.questions import sheet, standing_of
from planning.selectors.records import SLOTS, accounts_with_rows, lines, rows, slot_of
from planning.selectors.versions import version_content
from planning.services.answers import answer_save
from planning.services.plans import plan_close
from planning.services.records import row_add, row_change, row_remove
from tests.factories import TODAY, CellFactory, CompetitorFactory, ContractFactory, PlanFactory, StakeholderFactory


def url(plan, name, code, *more):
    return reverse(f"planning:{name}", args=[plan.pk, code, *more])


@pytest.fixture
def full(org):
    return PlanFactory(account=org.account, variant="full")


def texts(plan, code):
    return [line.text for line in lines(plan, code)]


@pytest.mark.parametrize("code", sorted(SLOTS))
def test_every_slot_has_a_question_a_form_and_words(org, full, code) -> None:
    assert Question.objects.filter(code=code).exists()
    for slot in SLOTS[code].values():
        form = row_form(slot, plan=full, user=org.manager, row=_single(slot, full), is_new=True)
        assert set(slot.fields) <= set(form.fields)
        assert list(rows(slot, full)) == [] or slot.kind.single or slot.kind.key == "member"
    lines(full, code)
    accounts_with_rows(code, [full.account_id])


def _single(slot, plan):
    return (plan if slot.kind.plan_path else plan.account) if slot.kind.single else None


def test_a_row_of_the_plan_is_a_contract_of_the_account(org, plan, client) -> None:
    client.force_login(org.member)
    data = {"row-name": "Frame", "row-ends_on": "2027-03-31", "row-notice_days": 60, "row-currency": "EUR"}
    client.post(url(plan, "row-create", "I8", "contract"), data)
    contract = Contract.objects.get()
    assert (contract.account, contract.name, contract.notice_days) == (org.account, "Frame", 60)
    assert "Frame" in client.get(reverse("accounts:account-money", args=[org.account.pk])).text


def test_a_contract_of_the_account_is_a_row_of_the_plan(org, plan, client) -> None:
    ContractFactory(account=org.account, name="Service")
    client.force_login(org.member)
    page = client.get(f"{plan.get_absolute_url()}?q=I8").text
    assert "Service" in page


def test_editing_a_row_edits_the_record(org, plan, client) -> None:
    contract = ContractFactory(account=org.account, name="Service", notice_days=30)
    client.force_login(org.member)
    data = {"row-name": "Service", "row-ends_on": "2027-01-01", "row-notice_days": 90, "row-version": 1}
    client.post(url(plan, "row-edit", "I8", "contract", contract.pk), {**data, "row-currency": "EUR"})
    contract.refresh_from_db()
    assert contract.notice_days == 90


def test_a_row_that_lacks_its_name_is_refused_and_kept_open(org, plan, client) -> None:
    client.force_login(org.member)
    answer = client.post(url(plan, "row-create", "N3", "need"), {"row-title": "", "row-severity": "major"})
    assert answer.status_code == 422
    assert answer.context["row_open"].form.errors.keys() >= {"title"}
    assert not Need.objects.exists()


def test_htmx_gets_the_questions_back(org, plan, client) -> None:
    client.force_login(org.member)
    headers = {"HX-Request": "true", "HX-Target": "plan-questions"}
    data = {"row-title": "Stops cost output", "row-currency": "EUR"}
    answer = client.post(url(plan, "row-create", "N3", "need"), data, headers=headers)
    assert answer.status_code == 200
    assert 'id="plan-questions"' in answer.text
    assert "Stops cost output" in answer.text


def test_removing_an_advocate_keeps_the_person_and_can_be_undone(org, plan, client) -> None:
    person = StakeholderFactory(account=org.account, name="Anna", stance=2)
    client.force_login(org.member)
    client.post(url(plan, "row-remove", "P4", "stakeholder", person.pk))
    person.refresh_from_db()
    assert person.stance is None
    assert texts(plan, "P4") == []
    page = client.get(plan.get_absolute_url())
    undo = next(message.extra_tags for message in page.context["messages"])
    client.post(undo)
    person.refresh_from_db()
    assert person.stance == 2


def test_a_person_who_is_there_is_taken_in(org, plan) -> None:
    person = StakeholderFactory(account=org.account, name="Bo", decision_roles=["user"])
    row_change(
        plan=plan, slot=slot_of("P1", "stakeholder"), row=person, changes={"approval_limit": 5000}, by=org.member
    )
    person.refresh_from_db()
    assert person.decision_roles == ["user", "economic_buyer"]
    assert [line.title for line in lines(plan, "P1")] == ["Bo"]


def test_a_stance_needs_evidence_on_the_plan_too(org, plan, client) -> None:
    client.force_login(org.member)
    answer = client.post(url(plan, "row-create", "P4", "stakeholder"), {"row-name": "Cy", "row-stance": "1"})
    assert answer.status_code == 422
    assert not Stakeholder.objects.exists()


def test_two_who_edit_a_row_see_both_versions(org, plan, client) -> None:
    need = Need.objects.create(account=org.account, title="Faster", severity="minor")
    row_change(
        plan=plan, slot=slot_of("N3", "need"), row=need, changes={"severity": "major"}, by=org.manager, version=1
    )
    client.force_login(org.member)
    data = {"row-title": "Faster", "row-severity": "critical", "row-currency": "EUR", "row-version": 1}
    answer = client.post(url(plan, "row-edit", "N3", "need", need.pk), data)
    assert answer.status_code == 409
    need.refresh_from_db()
    assert need.severity == "major"


def test_rows_count_as_an_answer_once_it_is_said_how_we_know(org, plan) -> None:
    question = Question.objects.get(code="I8")
    contract = contract_create(account=org.account, values={"name": "Frame"}, by=org.member)
    assert sheet(plan, TODAY).item("I8").status == "open"
    assert sheet(plan, TODAY).item("I8").on_record == "Frame"
    answer_save(plan=plan, question=question, values={"evidence": "observed"}, by=org.member, today=TODAY)
    assert sheet(plan, TODAY).item("I8").status == "answered"
    done = standing_of(plan, TODAY).done
    contract_delete(contract=contract, by=org.member)
    assert sheet(plan, TODAY).item("I8").status == "open"
    assert standing_of(plan, TODAY).done == done - 1
    assert sheet(plan, TODAY).standing == standing_of(plan, TODAY)


def test_evidence_alone_is_no_answer(org, plan) -> None:
    question = Question.objects.get(code="I8")
    answer_save(plan=plan, question=question, values={"evidence": "observed"}, by=org.member, today=TODAY)
    assert Answer.objects.get().status == "open"


def test_who_has_no_right_to_it_sees_neither_the_rows_nor_their_number(org, plan, client) -> None:
    StakeholderFactory(account=org.account, name="Secret Sue", stance=2)
    client.force_login(org.leader)
    page = client.get(f"{plan.get_absolute_url()}?q=P4").text
    assert "on record" not in page
    assert "Secret Sue" not in page
    answer = client.post(url(plan, "row-create", "P4", "stakeholder"), {"row-name": "X"})
    assert answer.status_code == 403


def test_naming_the_manager_on_the_plan_needs_the_right_to_manage(org, plan, client) -> None:
    client.force_login(org.member)
    answer = client.post(url(plan, "row-edit", "T1", "leaders", org.account.pk), {"row-manager": org.member.pk})
    assert answer.status_code == 403


def test_a_row_of_another_account_is_not_there(org, plan, client) -> None:
    foreign = ContractFactory()
    client.force_login(org.member)
    assert client.post(url(plan, "row-remove", "I8", "contract", foreign.pk)).status_code == 404
    assert client.post(url(plan, "row-remove", "I8", "need", foreign.pk)).status_code == 404


def test_a_closed_plan_takes_no_rows(org, client) -> None:
    closed = PlanFactory(account=org.account, status=Plan.Status.CLOSED)
    client.force_login(org.member)
    answer = client.post(url(closed, "row-create", "N3", "need"), {"row-title": "Late", "row-currency": "EUR"})
    assert answer.status_code == 422
    assert not Need.objects.exists()


def test_a_gap_with_owner_and_day_is_an_action(org, full, client) -> None:
    client.force_login(org.member)
    data = {"row-title": "Who signs?", "row-owner": org.member.pk, "row-due_on": "2026-08-01"}
    client.post(url(full, "row-create", "U3", "gap"), data)
    action = Action.objects.get()
    assert (action.kind, action.owner, str(action.due_on)) == ("find_out", org.member, "2026-08-01")
    assert KnowledgeGap.objects.get().action == action


def test_an_open_cell_is_accepted_as_a_target(org, plan, client) -> None:
    cell = CellFactory(account=org.account, status="empty", potential_amount=1000)
    client.force_login(org.member)
    offered = client.get(f"{plan.get_absolute_url()}?q=V4").context["suggestions"][0]
    client.post(url(plan, "suggestion-accept", "V4"), {"text": offered.text})
    assert WhiteSpaceCell.objects.get(pk=cell.pk).status == "target"
    assert not [one for one in client.get(f"{plan.get_absolute_url()}?q=V4").context["suggestions"] if one.offer]


def test_a_goal_is_offered_as_improvement_and_that_as_value_case(org, plan, client) -> None:
    CustomerGoal.objects.create(account=org.account, title="Fewer stops")
    client.force_login(org.member)
    for code in ("V1", "V2"):
        client.post(url(plan, "suggestion-accept", code), {"text": "Fewer stops"})
    assert ValueCase.objects.get().improvement.title == "Fewer stops"


def test_a_row_that_is_said_by_the_trail(org, plan) -> None:
    row_add(plan=plan, slot=slot_of("N3", "need"), values={"title": "Scrap"}, by=org.member)
    assert AuditEvent.objects.filter(verb="need.created", by=org.member, account=org.account).count() == 1


def test_releasing_what_rivals_do_better_keeps_the_rival(org, full) -> None:
    rival = CompetitorFactory(account=org.account, better_at="Price")
    row_remove(plan=full, slot=slot_of("C4", "competitor"), row=rival, by=org.member)
    rival.refresh_from_db()
    assert rival.better_at == ""


def test_the_page_of_the_customer_shows_and_changes_the_same_rows(org, plan, client) -> None:
    client.force_login(org.member)
    client.post(
        reverse("accounts:need-create", args=[org.account.pk]), {"title": "Scrap", "currency": "EUR", "status": "open"}
    )
    assert texts(plan, "N3") == ["Scrap"]
    need = Need.objects.get()
    client.post(reverse("accounts:need-delete", args=[need.pk]))
    assert texts(plan, "N3") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_questions_cost_the_same_for_any_number_of_rows(org, plan, count, django_assert_num_queries) -> None:
    for number in range(count):
        ContractFactory(account=org.account, name=f"C{number}")
    with django_assert_num_queries(2):
        assert len(sheet(plan, TODAY).item("I8").rows) == count


def test_a_closed_plan_keeps_what_its_rows_said(org, plan) -> None:
    contract = ContractFactory(account=org.account, name="Frame", ends_on=None, notice_days=30)
    question = Question.objects.get(code="I8")
    answer_save(plan=plan, question=question, values={"evidence": "observed"}, by=org.member, today=TODAY)
    closed = plan_close(plan=plan, by=org.manager, today=TODAY, reason="New cycle")
    contract_delete(contract=contract, by=org.member)
    item = sheet(closed, TODAY).item("I8")
    assert item.status == "answered"
    assert item.line == "Frame: notice, days: 30"


def test_a_frozen_version_says_its_rows(org, plan) -> None:
    ContractFactory(account=org.account, name="Frame", ends_on=None, notice_days=30)
    question = Question.objects.get(code="I8")
    answer_save(plan=plan, question=question, values={"evidence": "observed"}, by=org.member, today=TODAY)
    version = PlanVersion.objects.create(plan=plan, label="1.0", content=plan_frozen(plan), by=org.manager)
    assert version_content(version, sensitive=True).answers[0].text == "Frame: notice, days: 30"


def test_the_api_names_the_rows_of_an_answer(org, plan, client) -> None:
    person = StakeholderFactory(account=org.account, name="Sue", stance=2)
    contract = ContractFactory(account=org.account, name="Frame")
    for code in ("I8", "P4"):
        values = {"evidence": "observed"}
        answer_save(plan=plan, question=Question.objects.get(code=code), values=values, by=org.member, today=TODAY)
    client.force_login(org.leader)
    first, second = client.get("/api/v1/answers/").json()["results"]
    assert "rows" not in first
    assert (second["rows"], second["status"]) == (["Frame"], "answered")
    contract_delete(contract=contract, by=org.member)
    assert client.get("/api/v1/answers/").json()["results"][1]["status"] == "open"
    assert person.account == org.account


def test_api_gives_and_takes_the_figures_that_answer_i3_i4_and_i7(client, org, plan) -> None:
    client.force_login(org.manager)
    url = reverse("account-money-facts", args=[org.account.pk])
    sent = {"gross_margin_pct": "18.50", "days_late": "9", "version": org.account.version}
    assert client.patch(url, sent, "application/json").json()["gross_margin_pct"] == "18.50"
    assert client.get(url).json()["days_late_on"] == timezone.localdate().isoformat()
    stale = client.patch(url, {**sent, "gross_margin_pct": "20"}, "application/json")
    assert (stale.status_code, stale.json()["theirs"]) == (409, {"gross_margin_pct": "18.50"})
    assert client.patch(url, {"gross_margin_pct": "101"}, "application/json").status_code == 400
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.patch(url, {"days_late_on": tomorrow.isoformat()}, "application/json").status_code == 400
