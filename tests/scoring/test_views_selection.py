"""The selection scorecard, the board and the programme's settings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, AuditEvent, KeyStatus
from accounts.services.money import figures_refresh
from scoring.models import Assessment, GateWaiver, Programme, Rating
from scoring.selectors.assessments import rated_criteria
from scoring.services import assessments as services
from tests.factories import AccountFactory
from tests.scoring.conftest import text_of
from tests.scoring.test_services_assessments import TS1, facts_ts1

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(org):
    """TS1 with two raters, seen on the day of the clock."""
    facts_ts1(org.account)
    today = timezone.localdate()
    figures_refresh(account_ids=[org.account.pk], today=today)
    row = services.assessment_create(account=org.account, variant="full", today=today, by=org.manager)
    for rater in (org.manager, org.member):
        values = {key: (value, "As seen.") for key, value in TS1.items()}
        services.ratings_save(assessment=row, values=values, today=today, by=rater)
    return Assessment.objects.get(pk=row.pk)


def selection_url(account):
    return reverse("scoring:account-selection", args=[account.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("member", 200), ("sponsor", 200), ("auditor", 200), ("stranger", 404)],
)
def test_account_selection_by_role(client, org, draft, who, status):
    client.force_login(getattr(org, who))
    assert client.get(selection_url(org.account)).status_code == status
    assert client.get(reverse("scoring:assessment-detail", args=[draft.pk])).status_code == status


def test_an_account_without_a_scorecard_can_start_one(client, org):
    client.force_login(org.member)
    assert "never assessed" in text_of(client.get(selection_url(org.account)))
    url = reverse("scoring:assessment-create", args=[org.account.pk])
    assert client.post(url, {"variant": "light"}).url == selection_url(org.account)
    assert Assessment.objects.get().variant == "light"


@pytest.mark.parametrize(("who", "status"), [("sponsor", 403), ("auditor", 403), ("stranger", 404)])
def test_assessment_create_is_for_those_who_edit(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.post(reverse("scoring:assessment-create", args=[org.account.pk])).status_code == status


def test_the_scorecard_shows_facts_with_their_source_and_ratings_with_their_notes(client, org, draft):
    client.force_login(org.leader)
    text = text_of(client.get(selection_url(org.account)))
    for words in (
        "31.0% after service cost",
        "12.0 days late on average",
        "As seen.",
        "Mina Member",
        "Your sales leader",
    ):
        assert (words in text) is (words != "Your sales leader")
    assert reverse("accounts:account-money", args=[org.account.pk]) in text


# ---------------------------------------------------------------- ratings


def ratings_data(**changes):
    return {"K9": "5", "K9_note": "Three reference customers.", **changes}


def test_ratings_edit_saves_own_ratings_only(client, org, draft):
    client.force_login(org.leader)
    url = reverse("scoring:ratings-edit", args=[draft.pk])
    assert "Offer, culture and industry fit; shown by reference customers." in text_of(client.get(url))
    assert client.post(url, ratings_data()).status_code == 302
    assert Rating.objects.get(rater=org.leader).value == 5
    assert Rating.objects.filter(rater=org.member).count() == 6


def test_ratings_edit_takes_a_rating_back(client, org, draft):
    client.force_login(org.member)
    client.post(reverse("scoring:ratings-edit", args=[draft.pk]), ratings_data())
    assert list(Rating.objects.filter(rater=org.member).values_list("criterion", "value")) == [("K9", 5)]


@pytest.mark.parametrize("changes", [{"K9_note": ""}, {"K9": "6"}])
def test_ratings_edit_refuses_a_rating_without_note_or_off_the_scale(client, org, draft, changes):
    client.force_login(org.leader)
    answer = client.post(reverse("scoring:ratings-edit", args=[draft.pk]), ratings_data(**changes))
    assert answer.status_code == 422
    assert not Rating.objects.filter(rater=org.leader).exists()


def test_ratings_edit_of_a_decided_scorecard_leads_back(client, org, draft):
    Assessment.objects.filter(pk=draft.pk).update(status="decided")
    client.force_login(org.member)
    url = reverse("scoring:ratings-edit", args=[draft.pk])
    assert client.post(url, ratings_data()).url == reverse("scoring:assessment-detail", args=[draft.pk])


@pytest.mark.parametrize(("who", "status"), [("sponsor", 403), ("auditor", 403), ("stranger", 404)])
def test_ratings_edit_is_for_those_who_edit(client, org, draft, who, status):
    client.force_login(getattr(org, who))
    assert client.get(reverse("scoring:ratings-edit", args=[draft.pk])).status_code == status


def test_the_relationship_is_rated_only_where_the_map_does_not_tell(org, draft):
    assert "K8" in rated_criteria(draft)
    org.account.figures.relationship = 65.0
    org.account.figures.save()
    assert "K8" not in rated_criteria(Assessment.objects.select_related("account__figures").get(pk=draft.pk))


# ---------------------------------------------------------------- decision and waivers


def decide(client, draft, **changes):
    data = {"decision": "candidate", "reason": "Growing fast.", **changes}
    return client.post(reverse("scoring:assessment-decide", args=[draft.pk]), data)


def test_assessment_decide_freezes_and_sets_the_status(client, org, draft):
    client.force_login(org.leader)
    assert decide(client, draft).status_code == 302
    org.account.refresh_from_db()
    assert org.account.key_status == KeyStatus.CANDIDATE
    assert "Growing fast." in text_of(client.get(selection_url(org.account)))


def test_assessment_decide_needs_a_reason(client, org, draft):
    client.force_login(org.leader)
    assert decide(client, draft, reason="").status_code == 422
    assert Assessment.objects.get().status == "draft"


def test_assessment_decide_says_why_key_is_not_allowed(client, org, draft):
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=5)
    client.force_login(org.leader)
    answer = decide(client, draft, decision="key")
    assert answer.status_code == 422
    assert "A gate fails, and no executive has waived it." in text_of(answer)


def test_assessment_decide_twice_is_refused(client, org, draft):
    client.force_login(org.leader)
    decide(client, draft)
    assert decide(client, draft, decision="not_key").status_code == 422
    assert Assessment.objects.get().decision == "candidate"


@pytest.mark.parametrize(
    ("who", "status"), [("member", 403), ("manager", 403), ("sponsor", 403), ("auditor", 403), ("stranger", 404)]
)
def test_deciding_and_waiving_is_for_leaders(client, org, draft, who, status):
    waiver = GateWaiver.objects.create(
        assessment=draft, gate="margin", by=org.sponsor, reason="So.", ends_on=timezone.localdate()
    )
    client.force_login(getattr(org, who))
    assert decide(client, draft).status_code == status
    assert client.post(reverse("scoring:waiver-create", args=[draft.pk])).status_code == status
    assert client.post(reverse("scoring:waiver-end", args=[waiver.pk])).status_code == status


def waive(client, org, draft, **changes):
    data = {
        "gate": "margin",
        "executive": org.sponsor.pk,
        "reason": "Price round.",
        "ends_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        **changes,
    }
    return client.post(reverse("scoring:waiver-create", args=[draft.pk]), data)


@pytest.fixture
def failing(org, draft):
    """The margin gate fails."""
    Account.objects.filter(pk=org.account.pk).update(gross_margin_pct=5)
    services._compute(draft, timezone.localdate())
    return draft


def test_waiver_create_names_the_executive(client, org, failing):
    client.force_login(org.leader)
    assert waive(client, org, failing).status_code == 302
    assert (GateWaiver.objects.get().by, GateWaiver.objects.get().reason) == (org.sponsor, "Price round.")
    text = text_of(client.get(selection_url(org.account)))
    assert "waived by Sven Sponsor" in text


@pytest.mark.parametrize("changes", [{"reason": ""}, {"executive": ""}, {"ends_on": "2020-01-01"}, {"gate": "payment"}])
def test_waiver_create_refuses_what_is_incomplete(client, org, failing, changes):
    client.force_login(org.leader)
    assert waive(client, org, failing, **changes).status_code == 422
    assert not GateWaiver.objects.exists()


def test_waiver_end_takes_it_back(client, org, failing):
    client.force_login(org.leader)
    waive(client, org, failing)
    assert client.post(reverse("scoring:waiver-end", args=[GateWaiver.objects.get().pk])).status_code == 302
    assert not GateWaiver.objects.exists()


# ---------------------------------------------------------------- the board


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("manager", 200), ("auditor", 200), ("member", 403), ("sponsor", 403)],
)
def test_programme_by_role(client, org, who, status):
    client.force_login(getattr(org, who))
    for name in ("programme", "programme-sensitivity"):
        assert client.get(reverse(f"scoring:{name}")).status_code == status


def test_download_of_the_board_is_recorded_and_not_for_auditors(client, org):
    client.force_login(org.leader)
    assert client.get(reverse("scoring:programme-csv"), {"status": "key"}).status_code == 200
    assert AuditEvent.objects.get(verb="selection.exported").changes == {"filters": [None, "status=key"]}
    client.force_login(org.auditor)
    assert client.get(reverse("scoring:programme-csv")).status_code == 403
    assert reverse("scoring:programme-csv") not in text_of(client.get(reverse("scoring:programme")))


def test_programme_ranks_with_line_gates_and_places(client, org, draft):
    low = AccountFactory(name="Boreas", team=org.berlin)
    services.assessment_create(account=low, variant="full", today=timezone.localdate(), by=org.manager)
    Assessment.objects.filter(account=low).update(total=40.0)
    Assessment.objects.filter(pk=draft.pk).update(total=71.0)
    client.force_login(org.leader)
    text = text_of(client.get(reverse("scoring:programme")))
    assert text.index("Aurora Foods") < text.index("Boreas")
    assert "of 25 places" in text
    assert "Below the line of 70" in text


def test_programme_lists_the_waiting_list_and_a_free_place(client, org, draft):
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.WAITING)
    client.force_login(org.leader)
    text = text_of(client.get(reverse("scoring:programme")))
    assert "25 places are free: the first may move up" in text


def test_programme_without_any_assessment_says_what_to_do(client, org):
    client.force_login(org.leader)
    assert "No account has been assessed yet" in text_of(client.get(reverse("scoring:programme")))


def test_board_rows_come_alone_for_htmx(client, org, draft):
    client.force_login(org.leader)
    answer = client.get(
        reverse("scoring:programme"), {"q": "zzz"}, headers={"HX-Request": "true", "HX-Target": "board-rows"}
    )
    assert answer.content.decode().strip().startswith('<div id="board-rows"')
    assert "No account fits these filters" in text_of(answer)


def test_programme_csv_has_the_rows_of_the_filter(client, org, draft):
    client.force_login(org.leader)
    lines = b"".join(client.get(reverse("scoring:programme-csv")).streaming_content).decode().splitlines()
    assert (len(lines), "Aurora Foods" in lines[1]) == (2, True)
    empty = b"".join(client.get(reverse("scoring:programme-csv"), {"status": "key"}).streaming_content).decode()
    assert len(empty.splitlines()) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_query_count(client, org, draft, rows, django_assert_max_num_queries):
    for _number in range(rows - 1):
        account = AccountFactory(team=org.berlin, manager=org.manager)
        services.assessment_create(account=account, variant="full", today=timezone.localdate(), by=org.manager)
    client.force_login(org.leader)
    client.get(reverse("scoring:programme"))
    with django_assert_max_num_queries(13):
        client.get(reverse("scoring:programme"))


def test_account_selection_query_count(client, org, draft, django_assert_max_num_queries):
    client.force_login(org.leader)
    client.get(selection_url(org.account))
    with django_assert_max_num_queries(25):
        client.get(selection_url(org.account))


# ---------------------------------------------------------------- settings


def settings_data(**changes):
    return {
        "supplier_name": "Northwind",
        "currency": "EUR",
        "key_account_cap": "12",
        "minimum_revenue": "500000",
        "revenue_reference": "5000000",
        "potential_reference": "10000000",
        **changes,
    }


def test_programme_settings_are_saved(client, org):
    client.force_login(org.administrator)
    url = reverse("scoring:programme-settings")
    assert client.get(url).status_code == 200
    assert client.post(url, settings_data()).status_code == 302
    row = Programme.objects.get()
    assert (row.supplier_name, row.key_account_cap) == ("Northwind", 12)


@pytest.mark.parametrize(
    "changes", [{"key_account_cap": "0"}, {"revenue_reference": "0"}, {"minimum_revenue": "-1"}, {"supplier_name": ""}]
)
def test_programme_settings_refuse_what_cannot_work(client, org, changes):
    client.force_login(org.administrator)
    assert client.post(reverse("scoring:programme-settings"), settings_data(**changes)).status_code == 422
    assert Programme.objects.get().supplier_name == "KAM"


@pytest.mark.parametrize("who", ["leader", "manager", "member", "sponsor", "auditor"])
def test_programme_settings_are_for_administrators(client, org, who):
    client.force_login(getattr(org, who))
    assert client.get(reverse("scoring:programme-settings")).status_code == 403
