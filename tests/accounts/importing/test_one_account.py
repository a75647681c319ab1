"""Contacts of one account, imported by who works on it: the same steps, for this account alone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AccountGap, ImportRun, ImportSource, Stakeholder
from tests.accounts.importing.conftest import counts, told
from tests.accounts.importing.test_pages import sent
from tests.conftest import Organisation
from tests.factories import AccountFactory, StakeholderFactory

PEOPLE = """Contact ID,Account,Ansprechpartner,Title,Reports To
c1,{name},Clara Chief,Managing director,
c2,,Fiona Funds,CFO,Clara Chief
c3,Somebody Else Ltd,Otto Other,CFO,
c4,,Known Elsewhere,Buyer,
c5,,Anna Already,Assistant,c1
"""


@pytest.fixture
def go(client: Client, org: Organisation, django_capture_on_commit_callbacks: Any):
    """Signed in as a member of the account team; posts and lets the background work run."""
    client.force_login(org.member)

    def post(name: str, run: ImportRun, **data: object):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse(f"accounts:import-{name}", args=[run.pk]), data)
        run.refresh_from_db()
        return answer

    return post


def upload(client: Client, org: Organisation, text: str, name: str = "contacts.csv"):
    files = [SimpleUploadedFile(name, text.encode())]
    address = reverse("accounts:stakeholder-import", args=[org.account.pk])
    return client.post(address, {"source": "Book", "files": files})


def test_a_member_brings_contacts_in_and_takes_them_back(client: Client, org: Organisation, go: Any) -> None:
    other = StakeholderFactory(account=AccountFactory(), name="Known", source="Book", external_id="c4")
    StakeholderFactory(account=org.account, name="Anna Already")
    answer = upload(client, org, PEOPLE.format(name=org.account.name))
    run = ImportRun.objects.get()
    assert (answer.url, run.account, run.files[0]["kind"]) == (run.get_absolute_url(), org.account, "contact")
    columns = reverse("accounts:import-columns", args=[run.pk])
    form = client.get(columns).context["form"]
    assert "currency" not in form.fields
    assert client.post(columns, sent(form)).status_code == 422  # nobody knows which column holds the name
    client.post(columns, sent(form, **{"column-0-2": "name"}))
    assert ImportSource.objects.get().mapping == {}
    go("check", run)
    expected = {"contacts.csv": {"rows": 5, "created": 2, "merged": 1, "listed": 2}}
    assert (counts(run), Stakeholder.objects.filter(account=org.account).count()) == (expected, 1)
    go("start", run)
    assert counts(run) == expected
    rows = told(run)
    assert rows[4] == ("listed", ["The row names another account: “Somebody Else Ltd”."])
    assert rows[5] == ("listed", ["Somebody with this id is known at another account."])
    found = {one.name: one for one in Stakeholder.objects.filter(account=org.account)}
    assert sorted(found) == ["Anna Already", "Clara Chief", "Fiona Funds"]
    assert found["Fiona Funds"].reports_to == found["Anna Already"].reports_to == found["Clara Chief"]
    assert AccountGap.objects.open().filter(account=org.account, rule="G01").exists()
    other.refresh_from_db()
    assert other.name == "Known"
    shown = client.get(run.get_absolute_url()).content.decode()
    assert f'href="{reverse("accounts:account-map", args=[org.account.pk])}"' in shown
    go("undo", run)
    assert not Stakeholder.objects.filter(account=org.account, name="Fiona Funds").exists()


def test_the_import_of_an_account_is_for_those_who_work_on_it(client: Client, org: Organisation, go: Any) -> None:
    upload(client, org, "Name,Title\nAda,CFO\n")
    run = ImportRun.objects.get()
    for who, status in (("member", 200), ("manager", 200), ("administrator", 200), ("sponsor", 403), ("stranger", 403)):
        client.force_login(getattr(org, who))
        assert client.get(run.get_absolute_url()).status_code == status, who
    client.force_login(org.member)
    discard = reverse("accounts:import-discard", args=[run.pk])
    assert client.post(discard).url == reverse("accounts:account-map", args=[org.account.pk])


def test_an_import_of_everything_stays_closed_to_account_teams(client: Client, org: Organisation, go: Any) -> None:
    source = ImportSource.objects.create(name="CRM")
    run = ImportRun.objects.create(source=source, folder="none", by=org.administrator)
    assert client.get(run.get_absolute_url()).status_code == 403
    assert client.get(reverse("accounts:import-detail", args=[run.pk + 1])).status_code == 403


def test_a_file_that_is_no_table_is_told(client: Client, org: Organisation, go: Any) -> None:
    answer = upload(client, org, "MZ", name="contacts.exe")
    assert answer.status_code == 422
    assert "only CSV and Excel files" in answer.content.decode()
    assert not ImportRun.objects.exists()
