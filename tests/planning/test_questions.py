"""The organisation's own questions, hidden ones, and switching between light and full."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Stage
from planning.gates import run_checks
from planning.models import Answer, Plan, Question
from planning.selectors.gates import facts_of
from planning.selectors.questions import sheet
from planning.selectors.versions import version_content
from planning.services import plans, questions
from planning.services.stages import plan_approve
from reviews.selectors.documents import plan_content

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
OWN = {"text_en": "Which plants run at night?", "text_zh": "哪些工厂夜间生产？", "category": "N", "kind": "text",
       "stage": "research"}  # fmt: skip


@pytest.fixture
def own(org):
    """A question of the organisation's own, X1."""
    return questions.question_create(values=OWN, by=org.administrator)


def send(client, **values):
    return client.post(reverse("planning:question-create"), {**OWN, "choices_en": "", "choices_zh": "", **values})


def state_of(plan, check_id):
    facts = facts_of(Plan.objects.select_related("account__figures").get(pk=plan.pk), TODAY)
    found = [checked for stage in Stage for checked in run_checks(facts, stage) if checked.check.id == check_id]
    return found[0].verdict.state


def test_own_question_gets_a_code_that_the_method_never_uses_and_stands_in_its_category(org, plan, own):
    second = questions.question_create(values={**OWN, "category": "T"}, by=org.administrator)
    assert (own.code, second.code) == ("X1", "X2")
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    plan.refresh_from_db()
    codes = [item.code for item in sheet(plan, TODAY).items]
    assert codes[codes.index("N8") + 1] == "X1"
    assert codes[codes.index("T7") + 1] == "X2"
    assert len(codes) == 59
    assert Question.objects.filter(is_own=False).count() == 57
    assert {row.name: row.total for row in sheet(plan, TODAY).categories}["Needs of the account"] == 9


def test_own_question_in_the_light_plan_only_when_it_is_core(org, plan, own):
    assert sheet(plan, TODAY).item("X1") is None
    questions.question_update(question=own, changes={"is_core": True}, by=org.administrator)
    assert sheet(plan, TODAY).item("X1") is not None


def test_administrator_adds_an_own_choice_and_a_plan_answers_it(client, org, plan):
    client.force_login(org.administrator)
    choices = {"kind": "choice", "choices_en": "Yes\nNo", "choices_zh": "是\n否", "is_core": "on"}
    assert send(client, **choices).status_code == 302
    assert Question.objects.get(code="X1").choices_zh == ["是", "否"]
    client.force_login(org.manager)
    page = client.get(plan.get_absolute_url(), {"q": "X1"})
    assert b"Which plants run at night?" in page.content
    client.post(reverse("planning:answer-save", args=[plan.pk, "X1"]), {"choice": "Yes"})
    assert Answer.objects.get(plan=plan).choice == "Yes"
    assert AuditEvent.objects.filter(verb="question.created", by=org.administrator).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "choice", "choices_en": "Yes", "choices_zh": "是"},
        {"kind": "choice", "choices_en": "Yes\nNo", "choices_zh": "是"},
        {"kind": "choice", "choices_en": "Yes\nYes", "choices_zh": "是\n否"},
        {"kind": "people"},
        {"text_zh": ""},
        {"category": "Z"},
    ],
)
def test_question_that_nobody_could_answer_is_refused_and_stays_typed(client, org, wrong):
    client.force_login(org.administrator)
    answer = send(client, **wrong)
    assert answer.status_code == 422
    assert b"Which plants run at night?" in answer.content
    assert not Question.objects.filter(is_own=True).exists()


def test_own_question_is_put_differently_without_changing_its_kind(client, org, own):
    client.force_login(org.administrator)
    values = {"text_en": "Which plants never stop?", "text_zh": own.text_zh, "stage": "strategy", "kind": "list",
              "version": own.version}  # fmt: skip
    assert client.post(reverse("planning:question-edit", args=["X1"]), values).status_code == 302
    own.refresh_from_db()
    assert (own.text_en, own.stage, own.kind) == ("Which plants never stop?", "strategy", "text")


def test_two_administrators_do_not_overwrite_each_other(client, org, own):
    questions.question_update(question=own, changes={"text_en": "Theirs?"}, by=org.administrator)
    client.force_login(org.administrator)
    values = {"text_en": "Mine?", "text_zh": own.text_zh, "stage": "research", "version": "1"}
    answer = client.post(reverse("planning:question-edit", args=["X1"]), values)
    assert answer.status_code == 409
    assert b"Theirs?" in answer.content
    assert b"Mine?" in answer.content


def test_questions_of_the_method_are_not_edited(client, org):
    client.force_login(org.administrator)
    assert client.get(reverse("planning:question-edit", args=["T4"])).status_code == 404


def test_hidden_question_leaves_plan_completeness_gates_and_documents_and_comes_back_whole(
    client, org, plan, answer, django_capture_on_commit_callbacks
):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    plan.refresh_from_db()
    (given,) = answer(plan, "I3", text="A third of it", author=org.manager)
    full = sheet(plan, TODAY).completeness
    client.force_login(org.administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("planning:question-hide", args=["I3"]))
    org.account.figures.refresh_from_db()
    assert sheet(plan, TODAY).item("I3") is None
    assert (org.account.figures.completeness, full) == (0, pytest.approx(100 / 77))
    content = plan_content(plan=plan, variant="full", as_of=TODAY, sensitive=True)
    assert content.categories == []
    assert client.post(reverse("planning:answer-save", args=[plan.pk, "I3"]), {"text": "no"}).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("planning:question-show", args=["I3"]))
    assert sheet(plan, TODAY).item("I3").answer == given
    assert sheet(plan, TODAY).completeness == full


def test_exit_check_on_hidden_questions_does_not_apply(org, plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    assert state_of(plan, "strategy-answers") == "no"
    for code in ("I3", "I4", "I7"):
        questions.question_hide(question=Question.objects.get(code=code), by=org.administrator)
    assert state_of(plan, "strategy-answers") == "no"  # N2 is asked still
    questions.question_hide(question=Question.objects.get(code="N2"), by=org.administrator)
    assert state_of(plan, "strategy-answers") == "na"


def test_core_question_of_the_method_cannot_be_hidden_but_an_own_one_can(client, org, own):
    client.force_login(org.administrator)
    client.post(reverse("planning:question-hide", args=["P4"]))
    assert not Question.objects.get(code="P4").is_hidden
    questions.question_update(question=own, changes={"is_core": True}, by=org.administrator)
    client.post(reverse("planning:question-hide", args=["X1"]))
    assert Question.objects.get(code="X1").is_hidden


def test_hidden_question_is_gone_from_the_api_too(client, org, plan, answer):
    answer(plan, "I3")
    client.force_login(org.manager)
    assert client.get("/api/v1/answers/", {"plan": plan.pk}).json()["count"] == 1
    questions.question_hide(question=Question.objects.get(code="I3"), by=org.administrator)
    assert client.get("/api/v1/answers/", {"plan": plan.pk}).json()["count"] == 0
    sent = {"plan": plan.pk, "question": "I3", "text": "x"}
    assert client.post("/api/v1/answers/", sent, content_type="application/json").status_code == 400


def test_answers_of_a_private_own_question_are_not_for_everybody(client, org, plan, own):
    questions.question_update(question=own, changes={"is_private": True, "is_core": True}, by=org.administrator)
    Answer.objects.create(plan=plan, question=Question.objects.get(code="X1"), status="answered", text="At night")
    for who, sees in (("member", True), ("leader", False)):
        client.force_login(getattr(org, who))
        assert (b"At night" in client.get(plan.get_absolute_url(), {"q": "X1"}).content) is sees


def test_frozen_version_keeps_the_words_of_an_own_question(org, plan, own):
    Plan.objects.filter(pk=plan.pk).update(stage="action_plan")
    Answer.objects.create(plan=plan, question=own, status="answered", text="Two")
    version = plan_approve(plan=plan, by=org.sponsor)
    questions.question_update(question=own, changes={"text_en": "Quite another?"}, by=org.administrator)
    questions.question_hide(question=own, by=org.administrator)
    (frozen,) = version_content(version, sensitive=True).answers
    assert (frozen.code, frozen.question, frozen.text) == ("X1", "Which plants run at night?", "Two")


def test_new_version_and_comparison_leave_hidden_questions_out(org, plan, answer):
    Plan.objects.filter(pk=plan.pk).update(stage="action_plan")
    answer(plan, "I3", "N1", author=org.manager)
    first = plan_approve(plan=plan, by=org.sponsor)
    questions.question_hide(question=Question.objects.get(code="I3"), by=org.administrator)
    second = plan_approve(plan=plan, by=org.sponsor)
    codes = [[row.code for row in version_content(row, sensitive=True).answers] for row in (first, second)]
    assert codes == [["N1", "I3"], ["N1"]]


def test_switching_between_light_and_full_keeps_every_answer(org, plan, answer):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    answer(plan)
    before = list(Answer.objects.order_by("pk").values())
    for variant, asked in (("light", 20), ("full", 57), ("light", 20)):
        plan.refresh_from_db()
        plan = plans.plan_update(plan=plan, changes={"variant": variant}, by=org.manager, today=TODAY)
        assert (len(sheet(plan, TODAY).items), sheet(plan, TODAY).done) == (asked, asked)
    assert list(Answer.objects.order_by("pk").values()) == before


def test_plan_states_its_time_budget_and_keeps_no_time_of_the_person(client, org, plan):
    client.force_login(org.manager)
    assert b"at most 90 minutes" in client.get(plan.get_absolute_url()).content
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    assert b"at most 8 hours" in client.get(plan.get_absolute_url()).content
    moments = {field.name for model in (Plan, Answer) for field in model._meta.fields if "Time" in type(field).__name__}
    assert moments <= {"created_at", "updated_at", "approved_at"}  # no beginning, no end, no duration


@pytest.mark.parametrize("own_ones", [1, 3])
def test_list_of_questions_takes_the_same_queries(client, org, own_ones, django_assert_num_queries):
    for _number in range(own_ones):
        questions.question_create(values=OWN, by=org.administrator)
    client.force_login(org.administrator)
    with django_assert_num_queries(3):
        page = client.get(reverse("planning:question-list"))
    assert f"A light plan asks 20, a full plan {57 + own_ones}".encode() in page.content
