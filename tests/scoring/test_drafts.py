"""The next version of a method: edited, compared, published, and what it leaves as it was."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import AuditEvent, Job
from accounts.services.rows import StaleRow
from scoring.models import Assessment, Method, MethodDraft, ScoreSnapshot
from scoring.selectors import methods
from scoring.selectors.assessments import recomputed
from scoring.services import drafts
from scoring.services.health import health_rescore
from tests.factories import TODAY, AccountFactory, AssessmentFactory, UserFactory
from tests.scoring.conftest import make_th1, make_th2, make_tv1, text_of

pytestmark = pytest.mark.django_db

HEAVY_CONTACT = {"weights.H1": 10.0, "weights.H3": 20.0}


@pytest.fixture
def admin():
    return UserFactory(role="administrator")


def start(admin, model="health"):
    return drafts.draft_start(model=model, by=admin)


def change(draft, admin, values, *, version=None, shown=None):
    flat = drafts.numbers.flat(draft.parameters)
    return drafts.draft_update(
        draft=draft, values=values, shown=shown or flat, version=version or draft.version, by=admin
    )


def compare(draft, admin, capture):
    with capture(execute=True):
        job = drafts.comparison_start(draft=draft, by=admin)
    return Job.objects.get(pk=job.pk)


def publish(draft, admin, capture, reason="Contact says more than surveys"):
    compare(draft, admin, capture)
    with capture(execute=True):
        return drafts.draft_publish(draft=draft, version=draft.version, reason=reason, by=admin)


def test_a_draft_starts_with_the_numbers_in_force_and_is_one(admin):
    draft = start(admin)
    assert draft.parameters == Method.objects.get(version="health-1").parameters
    assert start(UserFactory(role="administrator")) == draft


def test_a_change_of_the_draft_is_in_the_trail_with_the_numbers_before_and_after(admin):
    change(start(admin), admin, HEAVY_CONTACT)
    event = AuditEvent.objects.get(verb="method.draft_changed")
    assert event.changes == {"weights.H1": [20.0, 10.0], "weights.H3": [10.0, 20.0]}


def test_two_who_change_different_numbers_both_keep_theirs(admin):
    opened = start(admin)
    shown = drafts.numbers.flat(opened.parameters)
    change(opened, admin, shown | {"band_green": 80.0})
    second = change(opened, admin, shown | {"band_amber": 55.0}, version=1, shown=shown)
    assert (second.parameters["band_green"], second.parameters["band_amber"]) == (80.0, 55.0)


def test_two_who_change_the_same_number_are_told(admin):
    opened = start(admin)
    shown = drafts.numbers.flat(opened.parameters)
    change(opened, admin, shown | {"band_green": 80.0})
    with pytest.raises(StaleRow) as stale:
        change(opened, admin, shown | {"band_green": 70.0}, version=1, shown=shown)
    assert stale.value.fields == ["band_green"]
    assert MethodDraft.objects.get().parameters["band_green"] == 80.0


def test_the_comparison_says_who_changes_band(admin, contributed, django_capture_on_commit_callbacks):
    strong, weak, _dark = make_th1(contributed), make_th2(contributed), AccountFactory()
    health_rescore(account_ids=[strong.pk, weak.pk, _dark.pk], today=TODAY)
    draft = change(start(admin), admin, {"band_green": 77.0})
    found = compare(draft, admin, django_capture_on_commit_callbacks).result
    assert found["moves"] == [["green", "amber", 1], ["grey", "grey", 1], ["red", "red", 1]]
    assert (found["compared"], found["changed"], found["failed"]) == (3, 1, 0)
    assert [row[0] for row in found["named"]] == [strong.pk]
    assert ScoreSnapshot.objects.filter(model="health").count() == 3  # a comparison keeps nothing


def test_viability_and_selection_are_compared_too(admin, contributed, django_capture_on_commit_callbacks):
    account = make_tv1(contributed, make_th1(contributed))
    health_rescore(account_ids=[account.pk], today=TODAY)
    draft = change(start(admin, "viability"), admin, {"box_viability": 75.0})
    assert compare(draft, admin, django_capture_on_commit_callbacks).result["moves"] == [["high", "low", 1]]
    drafts.drafts_refresh(today=TODAY)
    draft = change(start(admin, "select"), admin, {"coverage_least": 100.0})
    found = compare(draft, admin, django_capture_on_commit_callbacks).result
    assert found["moves"] == [["candidate", "insufficient", 1]]


def test_publishing_makes_the_next_version_and_scores_all_with_it(
    admin, contributed, django_capture_on_commit_callbacks
):
    account = make_th1(contributed)
    health_rescore(account_ids=[account.pk], today=TODAY)
    old = ScoreSnapshot.objects.get(model="health")
    method = publish(change(start(admin), admin, HEAVY_CONTACT), admin, django_capture_on_commit_callbacks)
    assert (method.version, method.published_by, methods.health_method().version) == ("health-2", admin, "health-2")
    assert not MethodDraft.objects.exists()
    assert ScoreSnapshot.objects.filter(method="health-2").count() == 1
    health_rescore(account_ids=[account.pk], today=TODAY)
    new = ScoreSnapshot.objects.filter(method="health-2", day=TODAY).first()
    assert new.score == pytest.approx(old.score + (90.0 - 72.0) / 10)
    event = AuditEvent.objects.get(verb="method.published")
    assert (event.reason, event.changes["weights.H3"]) == ("Contact says more than surveys", [10.0, 20.0])


def test_a_published_method_can_never_be_changed_or_deleted():
    method = Method.objects.get(version="health-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        Method.objects.filter(pk=method.pk).update(reason="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        method.delete()


def test_what_is_not_compared_or_not_changed_is_not_published(admin, django_capture_on_commit_callbacks):
    draft = start(admin)
    with pytest.raises(ValidationError, match="change one, or discard"):
        drafts.draft_publish(draft=draft, version=1, reason="x", by=admin)
    draft = change(draft, admin, HEAVY_CONTACT)
    with pytest.raises(ValidationError, match="Compare the draft"):
        drafts.draft_publish(draft=draft, version=2, reason="x", by=admin)
    compare(draft, admin, django_capture_on_commit_callbacks)
    with pytest.raises(StaleRow):
        drafts.draft_publish(draft=draft, version=1, reason="x", by=admin)


def test_every_stored_score_is_what_its_inputs_give_bit_by_bit(admin, contributed, django_capture_on_commit_callbacks):
    accounts = [make_th1(contributed, threat_notice_on=TODAY), make_th2(contributed), AccountFactory()]
    make_tv1(contributed, accounts[0])
    ids = [account.pk for account in accounts]
    health_rescore(account_ids=ids, today=TODAY, trigger="nightly")
    publish(change(start(admin), admin, HEAVY_CONTACT), admin, django_capture_on_commit_callbacks)
    draft = change(start(admin, "viability"), admin, {"weights.VI1": 20.0, "weights.VI2": 25.0})
    publish(draft, admin, django_capture_on_commit_callbacks)
    out = StringIO()
    call_command("score", snapshot="all", stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["checked"], answer["same"]) == (ScoreSnapshot.objects.count(), True)
    assert set(ScoreSnapshot.objects.values_list("method", flat=True)) == {
        "health-1", "health-2", "viability-1", "viability-2",
    }  # fmt: skip


def test_a_scorecard_keeps_its_method_when_a_new_one_is_published(admin, django_capture_on_commit_callbacks):
    draft_card, decided = AssessmentFactory(), AssessmentFactory()
    drafts.drafts_refresh(today=TODAY)
    Assessment.objects.filter(pk=decided.pk).update(status="decided")
    draft = change(start(admin, "select"), admin, {"weights.K1": 10.0, "weights.K2": 12.0})
    publish(draft, admin, django_capture_on_commit_callbacks)
    draft_card.refresh_from_db()
    decided.refresh_from_db()
    assert (draft_card.method, decided.method) == ("select-2", "select-1")
    for row in (draft_card, decided):
        assert json.loads(json.dumps(recomputed(row).to_dict())) == row.result
    out = StringIO()
    call_command("score", snapshot="all", stdout=out)
    assert json.loads(out.getvalue()) == {"checked": 0, "scorecards": 1, "waves": 0, "differing": [], "same": True}


def test_the_command_computes_one_score_again(contributed):
    account = make_th1(contributed)
    health_rescore(account_ids=[account.pk], today=TODAY)
    snapshot = ScoreSnapshot.objects.get(model="health")
    out = StringIO()
    call_command("score", snapshot=str(snapshot.pk), stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["same"], answer["computed"]["shown"]) == (True, snapshot.score)


@pytest.mark.parametrize("wanted", ["0", "nine"])
def test_the_command_says_which_score_there_is_not(wanted):
    with pytest.raises(CommandError, match=wanted) as refused:
        call_command("score", snapshot=wanted)
    assert refused.value.returncode == 2


def test_the_command_notices_a_score_that_its_inputs_do_not_give(contributed):
    ScoreSnapshot.objects.create(
        account=AccountFactory(), model="health", method="health-1", day=TODAY, coverage=0, status="insufficient",
        band="grey", inputs={}, result={"shown": 50},
    )  # fmt: skip
    with pytest.raises(CommandError) as refused:
        call_command("score", snapshot="all", stdout=StringIO())
    assert refused.value.returncode == 1


# ---------------------------------------------------------------- pages


def fields_of(answer):
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields} | {
        "shown": json.dumps(form.initial["shown"]),
        **{name: form.fields[name].prepare_value(form[name].value()) for name in form.flat},
    }


def edit(client, draft):
    return client.get(reverse("scoring:draft-edit", args=[draft.pk]))


def test_the_form_saves_weights_points_and_ages(client, admin):
    draft = start(admin)
    client.force_login(admin)
    data = fields_of(edit(client, draft)) | {"weights.H1": "10", "weights.H3": "20", "curves.H3": "10:100 80:0"}
    answer = client.post(reverse("scoring:draft-edit", args=[draft.pk]), data)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.parameters["weights"]["H3"], draft.parameters["curves"]["H3"]) == (20.0, [[10.0, 100.0], [80.0, 0.0]])
    assert draft.parameters["decay"]["H1"] == [180.0, 90.0]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("weights.H1", "15", "they must be 100: add 5"),
        ("weights.H1", "25", "they must be 100: take 5 away"),
        ("curves.H3", "30:80 14:100", "must rise from left to right"),
        ("curves.H3", "14 100", "pairs of value and score"),
        ("curves.H3", "14:x 15:1", "is not a number"),
        ("curves.H3", "14:100", "two points at least"),
        ("curves.H3", "14:150 20:0", "between 0 and 100"),
        ("decay.H1", "180", "Write 2 numbers"),
        ("decay.H1", "180 0", "must be above zero"),
        ("band_amber", "90", "must stay below"),
        ("band_green", "300", "100"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_with_how_to_mend_it(client, admin, field, value, says):
    draft = start(admin)
    client.force_login(admin)
    answer = client.post(
        reverse("scoring:draft-edit", args=[draft.pk]), fields_of(edit(client, draft)) | {field: value}
    )
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert f'value="{value}"' in answer.content.decode()


def test_two_editors_of_one_number_see_both(client, admin):
    draft = start(admin)
    client.force_login(admin)
    opened = fields_of(edit(client, draft))
    client.post(reverse("scoring:draft-edit", args=[draft.pk]), opened | {"band_green": "80"})
    answer = client.post(reverse("scoring:draft-edit", args=[draft.pk]), opened | {"band_green": "70"})
    assert answer.status_code == 409
    [clash] = answer.context["clashes"]
    assert (clash.mine, clash.theirs, clash.before) == ("70", "80", "75")
    again = answer.context["form"]["version"].value()
    resent = opened | {"band_green": "70", "version": again, "shown": json.dumps(answer.context["form"].flat)}
    assert client.post(reverse("scoring:draft-edit", args=[draft.pk]), resent).status_code == 302
    assert MethodDraft.objects.get().parameters["band_green"] == 70.0


def test_an_administrator_compares_and_publishes(client, admin, contributed, django_capture_on_commit_callbacks):
    account = make_th1(contributed)
    health_rescore(account_ids=[account.pk], today=TODAY)
    draft = change(start(admin), admin, {"band_green": 77.0})
    client.force_login(admin)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("scoring:draft-compare", args=[draft.pk]))
    text = text_of(client.get(reverse("scoring:draft-comparison", args=[draft.pk])))
    assert account.name in text
    assert "Publish as health-2" in text
    data = {"version": draft.version, "reason": "Stricter"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("scoring:draft-publish", args=[draft.pk]), data)
    assert answer.url == reverse("scoring:method-detail", args=["health-2"])
    text = text_of(client.get(answer.url))
    assert "Stricter" in text
    assert "Strong from" in text


def test_a_stale_draft_is_not_published_from_the_page(client, admin, django_capture_on_commit_callbacks):
    draft = change(start(admin), admin, {"band_green": 77.0})
    compare(draft, admin, django_capture_on_commit_callbacks)
    change(draft, admin, {"band_green": 78.0})
    client.force_login(admin)
    data = {"version": draft.version, "reason": "Stricter"}
    assert client.post(reverse("scoring:draft-publish", args=[draft.pk]), data).status_code == 409


def test_a_comparison_under_way_shows_how_far_it_is(client, admin):
    draft = start(admin)
    Job.objects.create(kind="scoring.compare", key=f"{draft.pk}:1", params={"draft": draft.pk}, state="running", done=5)
    client.force_login(admin)
    page = client.get(reverse("scoring:draft-comparison", args=[draft.pk]))
    assert 'id="comparison-job"' in page.content.decode()
    Job.objects.update(state="done", result={"stale": True})
    polled = client.get(
        reverse("scoring:draft-comparison", args=[draft.pk]),
        headers={"HX-Request": "true", "HX-Target": "comparison-job"},
    )
    assert polled.headers["HX-Refresh"] == "true"


def test_the_list_of_methods_leads_administrators_to_the_draft(client, admin, org):
    client.force_login(admin)
    assert "Draft the next version" in text_of(client.get(reverse("scoring:method-list")))
    start(admin)
    assert "Go on with the draft" in text_of(client.get(reverse("scoring:method-list")))
    client.force_login(org.manager)
    assert "draft" not in text_of(client.get(reverse("scoring:method-list")))


def test_discarding_leaves_the_method_in_force(client, admin):
    draft = start(admin)
    client.force_login(admin)
    client.post(reverse("scoring:draft-discard", args=[draft.pk]))
    assert (MethodDraft.objects.count(), Method.objects.filter(model="health").count()) == (0, 1)


def test_the_survey_has_no_draft_here(client, admin):
    client.force_login(admin)
    answer = client.post(reverse("scoring:draft-create", args=["cis"]))
    assert answer.url == reverse("scoring:method-list")
    assert not MethodDraft.objects.exists()
