"""The Improvement tab."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.models import Wave
from scoring.services import waves as services
from tests.factories import AccountFactory
from tests.scoring.conftest import text_of
from tests.scoring.test_services_waves import answer, make_tc1, make_wave, person

pytestmark = pytest.mark.django_db


def tab(account):
    return reverse("scoring:account-improvement", args=[account.pk])


def wave_data(asked, **changes):
    today = timezone.localdate()
    data = {
        "name": "Spring",
        "mode": "named",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=20)).isoformat(),
        "people": [who.pk for who in asked],
    }
    return {**data, **changes}


def answers_data(**changes):
    return {f"CS{n}": "6" for n in range(1, 10)} | {"CSA": "7", "best_improvement": "Claims"} | changes


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("member", 200), ("sponsor", 200), ("auditor", 200), ("stranger", 404)],
)
def test_account_improvement_by_role(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.get(tab(org.account)).status_code == status


def test_without_eligible_people_the_map_comes_first(client, org):
    client.force_login(org.manager)
    text = text_of(client.get(tab(org.account)))
    assert "Mark the people on the map who should have a view of our work." in text


def test_with_eligible_people_a_wave_can_be_planned(client, org):
    person(org.account, "A", ["approver"])
    client.force_login(org.manager)
    text = text_of(client.get(tab(org.account)))
    assert reverse("scoring:wave-create", args=[org.account.pk]) in text
    assert "1 person on the map should have a view of our work." in text


def test_the_result_is_shown_with_range_people_and_certainty(client, org):
    make_tc1(org)
    client.force_login(org.leader)
    text = text_of(client.get(tab(org.account)))
    for words in (
        "72 (61–83), 4 people of 8 eligible, certainty medium",
        "80.0 % of the weight invited",
        "method cis-1",
    ):
        assert words in text


def test_two_reported_waves_make_a_picture(client, org):
    first = make_tc1(org)
    Wave.objects.filter(pk=first.pk).update(opens_on=first.opens_on - timedelta(days=200))
    people = [row.stakeholder for row in first.respondents.all() if row.answers]
    second = make_wave(org, people, name="Autumn")
    for who in people:
        answer(org, second, who, [7] * 9)
    services.wave_close(wave=second, by=org.manager)
    client.force_login(org.manager)
    text = text_of(client.get(tab(org.account)))
    assert "Customer Improvement Score by wave" in text
    assert "Improved since the wave before" in text


# ---------------------------------------------------------------- planning a wave


def test_wave_create_invites_who_was_chosen(client, org):
    people = [person(org.account, name, ["approver"]) for name in "AB"]
    client.force_login(org.manager)
    answer_ = client.post(reverse("scoring:wave-create", args=[org.account.pk]), wave_data(people[:1]))
    assert answer_.status_code == 302
    wave = Wave.objects.get()
    assert (wave.eligible, [row.stakeholder for row in wave.respondents.all()]) == (2, people[:1])


@pytest.mark.parametrize("changes", [{"name": ""}, {"people": []}, {"closes_on": "2020-01-01"}])
def test_wave_create_keeps_what_was_typed_when_invalid(client, org, changes):
    people = [person(org.account, "A", ["approver"])]
    client.force_login(org.manager)
    answer_ = client.post(reverse("scoring:wave-create", args=[org.account.pk]), wave_data(people, **changes))
    assert answer_.status_code == 422
    assert not Wave.objects.exists()


def test_wave_create_offers_people_of_this_account_only(client, org):
    person(org.account, "A", ["approver"])
    other = person(AccountFactory(), "B", ["approver"])
    client.force_login(org.manager)
    answer_ = client.post(reverse("scoring:wave-create", args=[org.account.pk]), wave_data([other]))
    assert answer_.status_code == 422


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("auditor", 403), ("sponsor", 403), ("stranger", 404)])
def test_wave_pages_are_for_the_lead(client, org, who, status):
    wave = make_wave(org, [person(org.account, "A", ["approver"])])
    client.force_login(getattr(org, who))
    assert client.get(reverse("scoring:wave-create", args=[org.account.pk])).status_code == status
    assert client.get(reverse("scoring:wave-edit", args=[wave.pk])).status_code == status
    assert client.post(reverse("scoring:wave-close", args=[wave.pk])).status_code == status
    assert client.post(reverse("scoring:wave-delete", args=[wave.pk])).status_code == status


def test_wave_edit_shows_both_versions_on_a_conflict(client, org):
    people = [person(org.account, "A", ["approver"])]
    wave = make_wave(org, people)
    services.wave_update(wave=wave, changes={"name": "Theirs"}, people=people, by=org.leader)
    client.force_login(org.manager)
    data = wave_data(people, name="Mine", version=1, opens_on=wave.opens_on, closes_on=wave.closes_on)
    answer_ = client.post(reverse("scoring:wave-edit", args=[wave.pk]), data)
    assert answer_.status_code == 409
    assert "Theirs" in text_of(answer_)


def test_wave_close_and_wave_delete_lead_on(client, org):
    people = [person(org.account, name, ["approver"]) for name in "AB"]
    client.force_login(org.manager)
    wave = make_wave(org, people)
    assert client.post(reverse("scoring:wave-delete", args=[wave.pk])).url == tab(org.account)
    wave = make_wave(org, people)
    assert client.post(reverse("scoring:wave-close", args=[wave.pk])).status_code == 302
    assert Wave.objects.get().closed_at is not None


# ---------------------------------------------------------------- answers


def test_respondent_answers_are_kept(client, org):
    wave = make_wave(org, [person(org.account, "A", ["approver"])])
    row = wave.respondents.get()
    client.force_login(org.member)
    url = reverse("scoring:respondent-answers", args=[row.pk])
    assert "Working with KAM has helped us reach a goal" in text_of(client.get(url))
    assert client.post(url, answers_data(CS9="", version=1, interviewer="Ines Interviewer")).status_code == 302
    row.refresh_from_db()
    assert (row.answers, row.anchor, row.entered_by) == ([6] * 8 + [None], 7, org.member)
    assert row.interviewer == "Ines Interviewer"


def test_respondent_answers_ask_in_the_language_of_the_person(client, org):
    wave = make_wave(org, [person(org.account, "李华", ["approver"], language="zh-hans")])
    client.force_login(org.member)
    text = text_of(client.get(reverse("scoring:respondent-answers", args=[wave.respondents.get().pk])))
    assert "与KAM合作，帮助我们实现了对业务重要的目标。" in text
    assert "Working with KAM has helped us reach a goal" in text


@pytest.mark.parametrize("changes", [{"CS1": "8"}, {f"CS{n}": "" for n in range(1, 10)}])
def test_respondent_answers_off_the_scale_or_empty_are_refused(client, org, changes):
    wave = make_wave(org, [person(org.account, "A", ["approver"])])
    client.force_login(org.member)
    url = reverse("scoring:respondent-answers", args=[wave.respondents.get().pk])
    answer_ = client.post(url, answers_data(**changes))
    assert answer_.status_code == 422
    assert "Claims" in text_of(answer_)


def test_respondent_answers_of_a_closed_wave_are_refused(client, org):
    row = make_tc1(org).respondents.filter(answered_at=None).get()
    client.force_login(org.member)
    answer_ = client.post(reverse("scoring:respondent-answers", args=[row.pk]), answers_data())
    assert answer_.status_code == 422
    assert "frozen" in text_of(answer_)


def test_answers_of_a_confidential_wave_have_no_page_of_ours(client, org):
    wave = make_wave(org, [person(org.account, "A", ["approver"])], mode=Wave.Mode.CONFIDENTIAL)
    client.force_login(org.manager)
    url = reverse("scoring:respondent-answers", args=[wave.respondents.get().pk])
    assert client.get(url).url == reverse("scoring:wave-detail", args=[wave.pk])


@pytest.mark.parametrize(("who", "status"), [("sponsor", 403), ("auditor", 403), ("stranger", 404)])
def test_respondent_answers_are_for_those_who_edit(client, org, who, status):
    wave = make_wave(org, [person(org.account, "A", ["approver"])])
    client.force_login(getattr(org, who))
    assert client.get(reverse("scoring:respondent-answers", args=[wave.respondents.get().pk])).status_code == status


def test_wave_detail_shows_answers_of_a_named_wave(client, org):
    wave = make_tc1(org, best_improvement="Faster claims")
    client.force_login(org.leader)
    text = text_of(client.get(reverse("scoring:wave-detail", args=[wave.pk])))
    assert "83.3" in text
    assert text.count("Faster claims") == 4
    client.force_login(org.stranger)
    assert client.get(reverse("scoring:wave-detail", args=[wave.pk])).status_code == 404


def test_wave_detail_query_count(client, org, django_assert_max_num_queries):
    wave = make_tc1(org)
    client.force_login(org.manager)
    client.get(reverse("scoring:wave-detail", args=[wave.pk]))
    with django_assert_max_num_queries(12):
        client.get(reverse("scoring:wave-detail", args=[wave.pk]))
