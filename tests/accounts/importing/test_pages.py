"""The way through the browser: upload, columns, check, import, rows, mending, undoing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.importing.runs import import_create_from_folder
from accounts.models import Account, ImportRun, ImportSource, Job, Opportunity, User
from tests.accounts.importing.conftest import DATA, counts
from tests.accounts.importing.test_small_set import EXPECTED
from tests.conftest import Organisation

DEALS = "Opportunity ID,Account,Deal Stage,Amount,Bransch\nD1,Acme,Simmering,5,Roof\nD2,,Won,many,Floor\n"


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    """Signed in as an administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture
def go(browser: Client, django_capture_on_commit_callbacks: Any):
    """Post to a page of an import and let the background work run."""

    def post(name: str, run: ImportRun, **data: object):
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(reverse(f"accounts:import-{name}", args=[run.pk]), data)
        run.refresh_from_db()
        return answer

    return post


def upload(browser: Client, *files: tuple[str, bytes], source: str = "Salesforce"):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(reverse("accounts:import-create"), {"source": source, "files": given})


@pytest.fixture
def run(browser: Client) -> ImportRun:
    """Uploaded deals with a stage and a column that nobody knows."""
    upload(browser, ("deals.csv", DEALS.encode()), ("notes.csv", b"foo,bar\n1,2\n"))
    return ImportRun.objects.get()


def sent(form: Any, **changes: object) -> dict[str, object]:
    """What a browser sends when only these fields are changed."""
    return {name: value for name in form.fields if (value := form.initial.get(name))} | changes


def page(browser: Client, run: ImportRun, query: str = "", **headers: str) -> str:
    answer = browser.get(run.get_absolute_url() + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_files_are_uploaded_and_recognised(browser: Client, files_home: Path) -> None:
    answer = upload(browser, *((path.name, path.read_bytes()) for path in sorted(DATA.iterdir())))
    run = ImportRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert [saved["kind"] for saved in run.files].count("") == 1
    assert all(Path(saved["path"]).parent == files_home / "imports" / str(run.pk) for saved in run.files)
    shown = page(browser, run)
    assert "联系人.csv" in shown
    assert "Not data" in shown


def test_the_whole_way_ends_with_the_same_counts(browser: Client, go: Any) -> None:
    upload(browser, *((path.name, path.read_bytes()) for path in sorted(DATA.iterdir())))
    run = ImportRun.objects.get()
    go("check", run)
    assert (run.state, Account.objects.count()) == (ImportRun.State.CHECKED, 0)
    assert counts(run) == EXPECTED
    go("start", run)
    assert (run.state, counts(run)) == (ImportRun.State.DONE, EXPECTED)
    shown = page(browser, run)
    assert "Take this import back" in shown
    assert "Not as checked" not in shown
    go("undo", run)
    assert (run.state, Opportunity.objects.count()) == (ImportRun.State.UNDONE, 0)
    assert "The import was taken back" in page(browser, run)


@pytest.mark.parametrize(
    ("source", "files", "error"),
    [
        ("", [("deals.csv", b"a,b\n")], "This field is required."),
        ("CRM", [], "This field is required."),
        ("CRM", [("deals.exe", b"MZ")], "only CSV and Excel files"),
        ("CRM", [("deals.csv", b"x" * 1_100_000)], "deals.csv is larger than 1 MB."),
        ("CRM", [(f"{number}.csv", b"a,b\n") for number in range(21)], "At most 20 files at once."),
    ],
)
def test_a_bad_upload_is_told(browser: Client, settings: Any, source: str, files: list, error: str) -> None:
    settings.KAM_UPLOAD_MB = 1
    answer = upload(browser, *files, source=source)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert not list(Path(settings.KAM_FILES).rglob("*.csv"))


def test_columns_and_stages_are_said_once(browser: Client, run: ImportRun, go: Any) -> None:
    address = reverse("accounts:import-columns", args=[run.pk])
    shown = browser.get(address).content.decode()
    assert "Simmering" in shown
    assert "Roof · Floor" in shown
    form = browser.get(address).context["form"]
    data = sent(
        form, **{"column-0-4": "next_step", "stage-0": "late", "currency": "USD", "crm_wins": ["opportunity.amount"]}
    )
    assert browser.post(address, data).url == run.get_absolute_url()
    source = ImportSource.objects.get()
    assert source.mapping["opportunity"]["bransch"] == "next_step"
    assert source.stage_mapping == {"Simmering": "late"}
    assert source.crm_wins == ["opportunity.amount"]
    assert source.options["currency"] == "USD"
    go("check", run)
    go("start", run)
    deal = Opportunity.objects.get()
    assert (deal.next_step, deal.stage, deal.currency) == ("Roof", "late", "USD")
    upload(browser, ("next.csv", DEALS.encode()), source="salesforce")
    later = ImportRun.objects.latest("pk")
    assert later.source == source
    assert later.files[0]["columns"]["4"] == "next_step"


def test_a_kind_that_is_said_brings_its_columns(browser: Client, run: ImportRun) -> None:
    address = reverse("accounts:import-columns", args=[run.pk])
    form = browser.get(address).context["form"]
    data = sent(form, **{"kind-1": "product"})
    assert browser.post(address, data).url == address
    run.refresh_from_db()
    assert run.files[1]["kind"] == "product"
    data |= dict.fromkeys(("column-1-0", "column-1-1"), "")
    answer = browser.post(address, data | {"unit-product.list_price": "1"})
    assert answer.status_code == 422
    assert "One column must be: name." in answer.content.decode()


def test_a_field_cannot_be_filled_twice(browser: Client, run: ImportRun) -> None:
    address = reverse("accounts:import-columns", args=[run.pk])
    form = browser.get(address).context["form"]
    data = sent(form, **{"column-0-4": "amount"})
    answer = browser.post(address, data)
    assert answer.status_code == 422
    assert answer.content.decode().count("Another column is mapped to this field.") == 2


def test_rows_are_filtered_and_paged(browser: Client, go: Any) -> None:
    rows = "".join(f"D{number},,Won,{number}\n" for number in range(120))
    upload(browser, ("deals.csv", f"Opportunity ID,Account,Deal Stage,Amount\n{rows}X,,Won,much\n".encode()))
    run = ImportRun.objects.get()
    go("check", run)
    shown = page(browser, run)
    assert "1 to 50 of 121" in shown
    assert "deals.csv:2" in shown
    assert "101 to 121 of 121" in page(browser, run, "?page=3")
    listed = page(browser, run, "?outcome=listed&file=0")
    assert "“much” is not a number (amount)." in listed
    assert "deals.csv:2<" not in listed
    part = page(browser, run, "?outcome=updated", **{"HX-Request": "true", "HX-Target": "import-rows"})
    assert part.strip().startswith('<div id="import-rows"')
    assert "No row fits" in part
    assert "1 to 50 of 121" in page(browser, run, "?page=99&outcome=nonsense&file=x")


def test_rows_link_to_their_records(browser: Client, run: ImportRun, go: Any) -> None:
    go("check", run)
    go("start", run)
    deal = Opportunity.objects.get()
    assert reverse("accounts:opportunity-assign", args=[deal.pk]) in page(browser, run)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(
    browser: Client, go: Any, rows: int, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"Customer {number},retail\n" for number in range(rows))
    upload(browser, ("accounts.csv", f"Account Name,Industry\n{lines}".encode()))
    run = ImportRun.objects.get()
    go("check", run)
    go("start", run)
    with django_assert_max_num_queries(8):
        page(browser, run)


def test_rows_to_mend_are_a_file_that_loads_again(browser: Client, run: ImportRun, go: Any) -> None:
    go("check", run)
    go("start", run)
    answer = browser.get(reverse("accounts:import-mend", args=[run.pk, 0]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Opportunity ID,Account,Deal Stage,Amount,Bransch,Why not imported",
        "D2,,Won,many,Floor,“many” is not a number (amount). No account in the file.",
    ]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="import-{run.pk}-1.csv"'
    upload(browser, ("mended.csv", "\n".join(lines).replace("many,", "7,").encode()))
    again = ImportRun.objects.latest("pk")
    go("check", again)
    assert counts(again) == {"mended.csv": {"rows": 1, "created": 1}}


def test_mending_knows_only_files_with_data(browser: Client, run: ImportRun) -> None:
    for file in (1, 9):
        assert browser.get(reverse("accounts:import-mend", args=[run.pk, file])).status_code == 404


def test_progress_is_shown_until_it_is_over(browser: Client, run: ImportRun) -> None:
    browser.post(reverse("accounts:import-check", args=[run.pk]))  # queued; no worker here
    address = reverse("accounts:import-progress", args=[run.pk])
    assert f'hx-get="{address}"' in page(browser, run)
    part = browser.get(address, headers={"HX-Request": "true", "HX-Target": "import-job"}).content.decode()
    assert 'id="import-job"' in part
    assert "<html" not in part
    browser.post(reverse("accounts:import-stop", args=[run.pk]))
    assert Job.objects.get().stop_asked
    Job.objects.update(state=Job.State.STOPPED)
    ImportRun.objects.update(state=ImportRun.State.UPLOADED)
    assert browser.get(address).url == run.get_absolute_url()
    over = browser.get(address, headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == run.get_absolute_url()


def test_the_wrong_moment_is_told(browser: Client, run: ImportRun, go: Any) -> None:
    go("start", run)  # not checked yet
    assert run.state == ImportRun.State.UPLOADED
    assert "The import is uploaded. Reload the page." in page(browser, run)
    go("check", run)
    go("start", run)
    assert browser.get(reverse("accounts:import-columns", args=[run.pk])).url == run.get_absolute_url()
    go("discard", run)
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_two_imports_of_a_source_do_not_run_at_once(browser: Client, run: ImportRun) -> None:
    browser.post(reverse("accounts:import-check", args=[run.pk]))
    upload(browser, ("other.csv", DEALS.encode()))
    other = ImportRun.objects.latest("pk")
    browser.post(reverse("accounts:import-check", args=[other.pk]))
    other.refresh_from_db()
    assert other.state == ImportRun.State.UPLOADED
    assert "Another import of this source is under way." in page(browser, other)


def test_files_without_data_cannot_be_checked(browser: Client, go: Any) -> None:
    upload(browser, ("notes.csv", b"foo,bar\n1,2\n"))
    run = ImportRun.objects.get()
    go("check", run)
    assert "None of the files is data." in page(browser, run)


def test_an_import_can_be_thrown_away(browser: Client, run: ImportRun, go: Any, files_home: Path) -> None:
    go("check", run)
    answer = browser.post(reverse("accounts:import-discard", args=[run.pk]))
    assert answer.url == reverse("accounts:import-list")
    assert not ImportRun.objects.exists()
    assert not list(files_home.rglob("*.csv"))


def test_the_list_shows_every_import(browser: Client, run: ImportRun) -> None:
    shown = browser.get(reverse("accounts:import-list")).content.decode()
    assert "Uploaded, not checked yet" in shown
    assert run.get_absolute_url() in shown


def test_the_empty_list_says_what_to_do(browser: Client) -> None:
    assert "Nothing was imported yet" in browser.get(reverse("accounts:import-list")).content.decode()


def test_an_import_that_failed_says_why(browser: Client, run: ImportRun) -> None:
    ImportRun.objects.update(state=ImportRun.State.FAILED, note="ValueError: no")
    shown = page(browser, run)
    assert "ValueError: no" in shown
    assert "Go on" in shown


@pytest.mark.parametrize("who", ["leader", "manager", "member", "sponsor", "auditor", "stranger"])
def test_only_administrators_import(client: Client, org: Organisation, who: str) -> None:
    run = import_create_from_folder(source="crm", folder=DATA, by=None)
    client.force_login(getattr(org, who))
    for name in ("list", "create", "detail", "columns", "progress", "mend"):
        args = {"list": [], "create": [], "mend": [run.pk, 0]}.get(name, [run.pk])
        assert client.get(reverse(f"accounts:import-{name}", args=args)).status_code == 403
    for name in ("check", "start", "stop", "undo", "discard"):
        assert client.post(reverse(f"accounts:import-{name}", args=[run.pk])).status_code == 403
    assert ImportRun.objects.get().state == ImportRun.State.UPLOADED


def test_what_is_not_there_is_not_found(browser: Client) -> None:
    assert browser.get(reverse("accounts:import-detail", args=[999])).status_code == 404
