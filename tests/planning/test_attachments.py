"""Files as evidence: who may attach, read and remove them, and what is served."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from planning.models import Attachment, Plan
from planning.services import attachments as services
from planning.tasks import sweep_attachments

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A folder for files of this test."""
    settings.KAM_FILES = tmp_path
    return tmp_path


def send(client, plan, code="N1", *, name="offer.pdf", content=PDF, **headers):
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("planning:answer-file-add", args=[plan.pk, code]), {"file": upload}, headers=headers)


def fetch(client, pk):
    """The answer to a download, read to its end."""
    response = client.get(reverse("planning:attachment-download", args=[pk]))
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


@pytest.fixture
def attached(client, org, plan):
    """A file at N1, attached by the member."""
    client.force_login(org.member)
    send(client, plan)
    return Attachment.objects.get()


def test_file_is_kept_outside_the_web_root_with_its_facts(org, plan, attached, files):
    assert (attached.name, attached.content_type, attached.size) == ("offer.pdf", "application/pdf", len(PDF))
    assert (attached.account, attached.question.code, attached.by) == (org.account, "N1", org.member)
    path = files / attached.file
    assert path.read_bytes() == PDF
    assert "offer" not in attached.file
    assert path.stat().st_mode & 0o777 == 0o640
    assert AuditEvent.objects.get(verb="attachment.created").account == org.account


def test_file_is_served_to_be_saved_and_never_as_a_page(client, org, attached):
    response = fetch(client, attached.pk)
    assert response.body == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEvent.objects.filter(verb="attachment.downloaded", by=org.member).count() == 1


def test_page_shows_the_file_beside_its_question_only(client, org, plan, attached):
    url = reverse("planning:attachment-download", args=[attached.pk])
    assert url.encode() in client.get(plan.get_absolute_url(), {"q": "N1"}).content
    assert url.encode() not in client.get(plan.get_absolute_url(), {"q": "N3"}).content


def test_htmx_gets_the_list_of_files_alone(client, org, plan):
    client.force_login(org.member)
    answer = send(client, plan, **{"HX-Request": "true", "HX-Target": "answer-files"})
    assert answer.status_code == 200
    assert answer.content.lstrip().startswith(b'<div id="answer-files">')
    assert b"offer.pdf" in answer.content


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true", "HX-Target": "answer-files"}])
def test_wrong_content_is_refused_in_words_and_leaves_nothing(client, org, plan, files, htmx):
    client.force_login(org.member)
    answer = send(client, plan, content=b"<html>", **htmx)
    assert answer.status_code == 422
    assert b"The content is not that of a .pdf file" in answer.content
    assert not Attachment.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_too_large_a_file_is_refused(client, org, plan, settings):
    settings.KAM_ATTACHMENT_MB = 1
    client.force_login(org.member)
    answer = send(client, plan, content=b"%PDF-1.7" + b" " * 1024 * 1024 + b"%%EOF")
    assert answer.status_code == 422
    assert b"larger than 1 MB" in answer.content


@pytest.mark.parametrize("limit", ["MOST_OF_ANSWER", "MOST_OF_ACCOUNT", "MOST_A_DAY"])
def test_nobody_fills_the_disk(client, plan, attached, monkeypatch, limit):
    monkeypatch.setattr(services, limit, 1)
    assert send(client, plan, content=PDF + b"\n").status_code == 422
    assert Attachment.objects.count() == 1


def test_the_same_file_is_attached_once_to_an_answer(client, plan, attached, files):
    assert send(client, plan, name="again.pdf").status_code == 302
    assert Attachment.objects.count() == 1
    assert sum(path.is_file() for path in files.rglob("*")) == 1
    send(client, plan, "N3")
    assert Attachment.objects.count() == 2


def test_deleted_file_comes_back(client, org, attached):
    answer = client.post(reverse("planning:attachment-delete", args=[attached.pk]), follow=True)
    assert not Attachment.objects.exists()
    message = list(answer.context["messages"])[-1]
    client.post(message.extra_tags)
    back = Attachment.objects.get()
    assert (back.pk, back.file, back.sha256) == (attached.pk, attached.file, attached.sha256)
    assert fetch(client, back.pk).status_code == 200


def test_content_is_removed_a_month_after_its_deletion_not_before(org, plan, attached, files):
    path = files / attached.file
    long_ago = time.time() - 40 * 24 * 3600
    os.utime(path, (long_ago, long_ago))
    sweep_attachments()
    assert path.exists()  # a row names it
    services.attachment_delete(attachment=attached, by=org.member)
    sweep_attachments()
    assert path.exists()  # deleted just now
    os.utime(path, (long_ago, long_ago))
    sweep_attachments()
    assert not path.exists()


def test_proof_of_a_sensitive_answer_is_for_who_may_read_the_answer(client, org, plan):
    client.force_login(org.member)
    send(client, plan, "P4", name="secret.pdf")
    secret = Attachment.objects.get()
    assert AuditEvent.objects.get(verb="attachment.created").is_sensitive
    for who, status, named in (("manager", 200, True), ("sponsor", 200, True), ("leader", 403, False)):
        client.force_login(getattr(org, who))
        assert fetch(client, secret.pk).status_code == status
        assert (b"secret.pdf" in client.get(reverse("reviews:account-files", args=[org.account.pk])).content) is named
        assert (b"secret.pdf" in client.get(plan.get_absolute_url(), {"q": "P4"}).content) is named
    client.force_login(org.leader)
    assert send(client, plan, "P4", content=PDF + b"\n").status_code == 403
    assert client.post(reverse("planning:attachment-delete", args=[secret.pk])).status_code == 403


def test_strangers_do_not_find_a_file(client, org, attached):
    client.force_login(org.stranger)
    assert fetch(client, attached.pk).status_code == 404
    assert client.post(reverse("planning:attachment-delete", args=[attached.pk])).status_code == 404


def test_closed_cycle_takes_and_loses_no_file(client, org, plan, attached):
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    assert send(client, plan, content=PDF + b"\n").status_code == 422
    client.post(reverse("planning:attachment-delete", args=[attached.pk]))
    assert Attachment.objects.count() == 1


def test_row_that_names_another_place_serves_nothing(client, org, attached, files):
    (files / "secret").write_text("key")
    Attachment.objects.filter(pk=attached.pk).update(file="attachments/../secret")
    assert fetch(client, attached.pk).status_code == 404


def test_file_of_the_account_stands_on_its_files_tab(client, org):
    client.force_login(org.member)
    add = reverse("planning:account-file-add", args=[org.account.pk])
    client.post(add, {"file": SimpleUploadedFile("frame.pdf", PDF)})
    row = Attachment.objects.get()
    assert (row.plan, row.question, row.account) == (None, None, org.account)
    page = client.get(reverse("reviews:account-files", args=[org.account.pk]))
    assert b"frame.pdf" in page.content
    answer = client.post(add, {"file": SimpleUploadedFile("frame.exe", b"MZ")}, follow=True)
    assert b"cannot be attached" in answer.content


@pytest.mark.parametrize("rows", [1, 3])
def test_files_cost_the_same_queries_whatever_their_number(client, org, plan, rows, django_assert_max_num_queries):
    client.force_login(org.member)
    for number in range(rows):
        send(client, plan, content=PDF + b"\n" * number)
    with django_assert_max_num_queries(14):
        client.get(plan.get_absolute_url(), {"q": "N1"})
    with django_assert_max_num_queries(9):
        client.get(reverse("reviews:account-files", args=[org.account.pk]))


def test_api_lists_files_within_the_access_rule(client, org, plan, attached):
    send(client, plan, "P4", name="secret.pdf")
    for who, names in (("member", {"offer.pdf", "secret.pdf"}), ("leader", {"offer.pdf"}), ("stranger", set())):
        client.force_login(getattr(org, who))
        assert {row["name"] for row in client.get("/api/v1/attachments/").json()["results"]} == names
