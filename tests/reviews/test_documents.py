import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEvent, CustomerGoal
from planning.models import Answer, Question
from reviews.models import Document
from reviews.pdf import customer_html, plan_html, style_text
from reviews.selectors.customer_version import customer_content
from reviews.selectors.documents import plan_content
from reviews.services import documents as services
from tests.factories import (
    ActionFactory,
    CompetitorFactory,
    ExitFactory,
    ObjectiveFactory,
    PlanFactory,
    RiskFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def plan(org, settings, tmp_path):
    """A small plan with something in each section; files go to a folder of the test."""
    settings.KAM_FILES = tmp_path
    plan = PlanFactory(account=org.account, asks="Meet the board\nRelease one engineer")
    ObjectiveFactory(plan=plan, title="Halve the stops", customer_value="One million a year")
    RiskFactory(account=org.account, title="Rival bundles")
    StakeholderFactory(
        account=org.account, name="王建国", title="运营副总裁", influence=5, stance=-1, stance_evidence="Said no twice"
    )
    question = Question.objects.get(code="N1")
    Answer.objects.create(plan=plan, question=question, status="answered", text="停机从7%降到4%", author=org.manager)
    return plan


def order(client, account, **values):
    form = {"variant": "sponsor", "language": "en", "paper": "A4", **values}
    return client.post(reverse("reviews:account-files", args=[account.pk]), form)


def made(django_capture_on_commit_callbacks, client, account, **values):
    with django_capture_on_commit_callbacks(execute=True):
        order(client, account, **values)
    return Document.objects.get()


def pages_of(document, folder):
    return PdfReader(Path(folder) / document.file)


def test_sponsor_gets_one_page_summary_first(client, org, plan, settings, django_capture_on_commit_callbacks):
    client.force_login(org.sponsor)
    document = made(django_capture_on_commit_callbacks, client, org.account)
    pdf = pages_of(document, settings.KAM_FILES)
    first = pdf.pages[0].extract_text()
    assert document.pages == len(pdf.pages)
    for words in ("Aurora Foods", "Halve the stops", "Rival bundles", "Meet the board", "Release one engineer"):
        assert words in first
    assert "People" not in first.splitlines()


def test_file_is_stored_with_its_hash(client, org, plan, settings, django_capture_on_commit_callbacks):
    client.force_login(org.manager)
    document = made(django_capture_on_commit_callbacks, client, org.account)
    data = (Path(settings.KAM_FILES) / document.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == document.sha256
    assert document.size == len(data)


def test_chinese_letter_document_is_tagged_and_embeds_only_the_own_font(
    client, org, plan, settings, django_capture_on_commit_callbacks
):
    client.force_login(org.manager)
    document = made(
        django_capture_on_commit_callbacks, client, org.account, variant="full", language="zh-hans", paper="letter"
    )
    pdf = pages_of(document, settings.KAM_FILES)
    text = "".join(page.extract_text() for page in pdf.pages)
    fonts = {str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("zh")
    assert [round(float(size)) for size in pdf.pages[0].mediabox[2:]] == [612, 792]
    assert "停机从7%降到4%" in text
    assert "王建国" in text
    assert all(name.split("+")[-1].startswith("KAM-Document") for name in fonts)


def test_a_leader_gets_no_stance_and_no_evidence(client, org, plan, settings, django_capture_on_commit_callbacks):
    client.force_login(org.leader)
    document = made(django_capture_on_commit_callbacks, client, org.account, variant="full")
    text = "".join(page.extract_text() for page in pages_of(document, settings.KAM_FILES).pages)
    assert not document.is_sensitive
    assert "Said no twice" not in text
    assert "Sceptic" not in text


def test_sensitive_document_is_refused_to_the_leader(client, org, plan, django_capture_on_commit_callbacks):
    client.force_login(org.manager)
    document = made(django_capture_on_commit_callbacks, client, org.account)
    client.force_login(org.leader)
    assert client.get(reverse("reviews:document-download", args=[document.pk])).status_code == 403


def test_download_is_in_the_trail(client, org, plan, django_capture_on_commit_callbacks):
    client.force_login(org.sponsor)
    document = made(django_capture_on_commit_callbacks, client, org.account)
    answer = client.get(reverse("reviews:document-download", args=[document.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert AuditEvent.objects.filter(verb="document.downloaded", by=org.sponsor).exists()


@pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("auditor", 403)])
def test_who_gets_no_files(client, org, plan, role, status):
    client.force_login(getattr(org, role))
    assert order(client, org.account).status_code == status
    assert not Document.objects.exists()


def test_right_that_ended_between_order_and_making_stops_the_job(org, plan):
    document = services.document_order(plan=plan, variant="sponsor", language="en", paper="A4", by=org.sponsor)
    org.account.sponsor = None
    org.account.save()
    with pytest.raises(services.DocumentRefused):
        services.document_make(document.job, lambda *args: None)


def test_content_takes_a_constant_number_of_queries(org, plan, django_assert_max_num_queries):
    StakeholderFactory.create_batch(20, account=org.account)
    with django_assert_max_num_queries(24):
        plan_content(plan=plan, variant="full", as_of=date(2026, 6, 15), sensitive=True)


def test_file_name_is_safe(org, plan):
    org.account.name = "../a/b"
    document = Document(account=org.account, variant="full", plan_version="1.0", as_of=date(2026, 6, 15))
    assert services.file_name(document) == "a-b-full-1.0-20260615.pdf"


def test_the_customer_version_holds_nothing_that_is_ours_alone(org):
    account = org.account
    plan = PlanFactory(account=account, asks="Release an engineer", charter="Mondays", growth_target=900_000)
    StakeholderFactory(account=account, name="Olga Opponent", stance=-2, notes="Vain", influence=5)
    CompetitorFactory(account=account, name="Rivalis")
    RiskFactory(account=account, plan=plan, title="They may leave us")
    ActionFactory(account=account, plan=plan, title="Find out about the rival", kind="find_out", due_on=TODAY)
    ActionFactory(account=account, plan=plan, title="Send the stop list", kind="commitment", due_on=TODAY)
    ObjectiveFactory(account=account, plan=plan, title="Grow our share")
    ObjectiveFactory(account=account, plan=plan, title="Halve the stops", improves_customer=True)
    CustomerGoal.objects.create(account=account, title="Fewer complaints", evidence="stated")
    CustomerGoal.objects.create(account=account, title="Guessed goal", evidence="assumed")
    content = customer_content(plan=plan, as_of=TODAY)
    html = customer_html(content, Document(plan_version="1.0", as_of=TODAY, language="en"))
    for theirs in ("Send the stop list", "Halve the stops", "Fewer complaints", "Mara Manager"):
        assert theirs in html
    secrets = ("Olga", "Vain", "Rivalis", "leave us", "about the rival", "our share", "Guessed", "engineer", "900")
    assert [word for word in secrets if word in html] == []


def test_a_customer_version_is_never_marked_as_sensitive(org):
    plan = PlanFactory(account=org.account)
    document = services.document_order(plan=plan, variant="customer", language="en", paper="A4", by=org.manager)
    assert not document.is_sensitive


@pytest.mark.parametrize(("status", "printed"), [("proposed", True), ("confirmed", True), ("declined", False)])
def test_leaving_the_programme_stands_on_the_first_page(org, plan, status, printed):
    ExitFactory(account=org.account, plan=plan, serves_next=org.member, proposed_by=org.manager, status=status)
    content = plan_content(plan=plan, variant="sponsor", as_of=TODAY, sensitive=False)
    html = plan_html(content, Document(plan_version="1.0", as_of=TODAY, language="en"))
    assert ("Too small for the effort" in html) is printed


@pytest.mark.parametrize(("paper", "size"), [(Document.Paper.A4, "A4"), (Document.Paper.LETTER, "letter")])
def test_the_style_sheet_names_the_paper_and_turns_it_for_maps(paper, size):
    sheet = style_text(paper)
    assert f"@page {{ size: {size}; }} @page map {{ size: {size} landscape; }}" in sheet
