"""Judgements on persons reach nobody who may not read them: by no page, panel, file, answer of the API or refusal.

What is sensitive is found by itself (`SENSITIVE` of a model, questions that are so): a new field is tested on the day
it is made. Words are looked for by a mark. Choices are words of many forms, so they are tested by comparing: whatever
was chosen or written, whoever may not read it gets the same pages.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone

from accounts.models import Account, AuditEvent, Interest, Stakeholder
from accounts.services.rows import row_delete, row_update
from planning.models import Answer, PlanVersion, Question
from planning.services.stages import plan_frozen
from reviews.models import Document
from reviews.pdf import plan_html
from reviews.selectors.documents import plan_content
from tests import factories as make
from tests.addresses import rows_of, url_of
from tests.conftest import Organisation
from tests.test_access_everywhere import knock, person_of, table_addresses

MARK = "Zwiebelkuchen"
NOT_PAGES = {"account_logout", "healthz", "readyz", "api-schema"}
PAST = (Stakeholder, Interest, Answer, PlanVersion, Document)
PANEL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "side"}
# What differs from one request to the next; and how many gaps are hidden, which says nothing of anybody.
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^}]*|nonce="[^"]*"|/accounts/undo/[^"]*|<time [^>]*>|"now": [\d.]+'
    r"|\d+ more gaps? tells? how [^.]*\."
)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KAM_FILES = tmp_path
    cache.clear()
    yield
    cache.clear()


def sensitive_models() -> list[type[Model]]:
    """The models that have something sensitive."""
    return [model for model in apps.get_models() if getattr(model, "SENSITIVE", ())]


def free_words(model: Any) -> list[str]:
    """Names of the sensitive fields that hold free words."""
    fields = [model._meta.get_field(name) for name in model.SENSITIVE]
    return [f.name for f in fields if f.get_internal_type() in {"CharField", "TextField"} and not f.choices]


def sensitive_questions() -> list[Question]:
    """The questions whose answers are judgements on persons."""
    return [question for question in Question.objects.all() if question.is_sensitive]


def fill(org: Organisation) -> dict[Any, Any]:
    """Write the mark everywhere through the services, so that trail, versions and lists of work hold it too."""
    rows = rows_of(org)
    for model in sensitive_models():
        row_update(rows[model], changes={name: f"{MARK} {name}" for name in free_words(model)}, by=org.manager)
    judged = {"influence": 5, "decision_roles": ["economic_buyer"], "stance": -2, "stance_by": org.manager,
              "stance_on": make.TODAY - timedelta(days=400), "orientation": "money", "attitude": "late"}  # fmt: skip
    row_update(rows[Stakeholder], changes=judged, by=org.manager)
    plan = rows[Answer].plan
    for question in sensitive_questions():
        answer = Answer.objects.create(plan=plan, question=question, author=org.manager)
        words = {"text": f"{MARK} {question.code}", "source_note": MARK, "status": Answer.Status.ANSWERED}
        rows[Answer] = row_update(answer, changes=words, by=org.manager)
    rows[PlanVersion] = PlanVersion.objects.create(plan=plan, label="1.1", content=plan_frozen(plan), by=org.manager)
    for answer in Answer.objects.filter(
        text__startswith=MARK
    ):  # so that there is something to compare with the version
        rows[Answer] = row_update(answer, changes={"text": f"{answer.text} again"}, by=org.manager)
    Document.objects.filter(pk=rows[Document].pk).update(is_sensitive=True)
    make.AccountFactory(name="Aurora South", manager=org.stranger, team=org.south, parent=org.account)
    return rows


def urls_of(rows: dict[Any, Any], who: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every address that is read; searched for the mark, and the past of what was marked. The leader, who edits, also
    opens panels."""
    for name, address in table_addresses().items():
        if name in NOT_PAGES:
            continue
        url = url_of(address, rows)
        yield url, {}
        if not address.arguments:
            yield f"{url}?q={MARK}", {}
        elif address.access is not None and who == "leader":
            yield url, PANEL
    plan, account = rows[Answer].plan, f"accounts.account/{rows[Account].pk}"
    yield from ((f"{plan.get_absolute_url()}?q={question.code}", {}) for question in sensitive_questions())
    past = url_of(table_addresses()["accounts:record-history"], rows)
    for model in PAST:
        url = past.replace(account, f"{model._meta.label_lower}/{rows[model].pk}")
        yield url, {}
        yield f"{url}?on={timezone.localdate()}", {}


def bodies(org: Organisation, who: str, rows: dict[Any, Any]) -> dict[str, str]:
    """Address and body of everything that the person is answered, refusals too."""
    found = {}
    for url, headers in urls_of(rows, who):
        body = knock(person_of(org, who), "GET", url, **headers).text_body
        found[f"{url} {'in a panel' if headers else ''}"] = CHANGING.sub("", body.replace(f"q={MARK}", ""))
    return found


def holding(pages: dict[str, str]) -> list[str]:
    """The addresses whose body holds the mark; a search field may repeat what was typed."""
    return [url for url, body in pages.items() if MARK in body.replace(f'value="{MARK}"', "")]


def test_who_may_not_read_judgements_gets_the_same_pages_whatever_they_are(org: Organisation) -> None:
    rows = fill(org)
    before = bodies(org, "leader", rows)
    Stakeholder.objects.filter(pk=rows[Stakeholder].pk).update(
        stance=2, stance_on=make.TODAY, stance_evidence="", orientation="business", attitude="early",
        rival_preferred="", character_evidence="", character_on=make.TODAY, notes="",
    )  # fmt: skip
    Interest.objects.filter(pk=rows[Interest].pk).update(kind="threat", text="Peace", strength=1, effect="hurts")
    Answer.objects.filter(text__startswith=MARK).update(text="Another", source_note="")
    after = bodies(org, "leader", rows)
    assert not holding(before)
    differing = [url for url, body in before.items() if after[url] != body]
    assert not differing, f"a leader can tell judgements apart at {differing}"


@pytest.mark.parametrize("who", ["auditor", "stranger"])
def test_an_auditor_and_a_manager_of_another_account_never_meet_the_mark(org: Organisation, who: str) -> None:
    assert not holding(bodies(org, who, fill(org)))


def test_the_account_team_does_read_all_of_it(org: Organisation) -> None:
    """Else the tests above would prove nothing."""
    found = bodies(org, "manager", fill(org))
    for model in sensitive_models():
        for name in free_words(model):
            assert any(f"{MARK} {name}" in body for body in found.values()), f"nowhere to read {model.__name__}.{name}"
    for question in sensitive_questions():
        assert any(f"{MARK} {question.code}" in body for body in found.values()), question.code


@pytest.mark.parametrize("who", ["administrator", "sponsor", "member"])
def test_who_else_may_read_judgements_does(org: Organisation, who: str) -> None:
    person = fill(org)[Stakeholder]
    assert MARK in knock(person_of(org, who), "GET", person.get_absolute_url()).text_body


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_the_document_of_who_may_not_read_judgements_has_none(org: Organisation, who: str) -> None:
    rows = fill(org)
    for sensitive in (False, True):
        document = rows[Document]
        content = plan_content(plan=document.plan, variant="full", as_of=make.TODAY, sensitive=sensitive)
        assert (MARK in plan_html(content, document)) is sensitive
    assert knock(person_of(org, who), "GET", f"/documents/{rows[Document].pk}/").status_code == 403


def test_a_stale_form_of_the_leader_does_not_answer_with_judgements(org: Organisation) -> None:
    person = fill(org)[Stakeholder]
    url = f"/accounts/stakeholders/{person.pk}/edit/"
    sent = "name=Petra+New&version=1&status=active&currency=EUR&notes=x&stance=2&stance_evidence=y"
    answer = knock(org.leader, "POST", url, data=sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 409}
    assert MARK not in answer.text_body
    person.refresh_from_db()
    assert person.notes == f"{MARK} notes"


def test_the_past_of_a_deleted_judgement_stays_closed(org: Organisation) -> None:
    rows = fill(org)
    for model in (Answer, Interest):
        row = rows[model]
        url = f"/accounts/history/{model._meta.label_lower}/{row.pk}/"
        row_delete(row, by=org.manager)
        assert MARK in knock(org.manager, "GET", url).text_body
        for who in ("leader", "auditor"):
            answer = knock(person_of(org, who), "GET", url)
            assert answer.status_code == 403
            assert MARK not in answer.text_body
    assert AuditEvent.objects.filter(verb="answer.deleted", is_sensitive=True).exists()
