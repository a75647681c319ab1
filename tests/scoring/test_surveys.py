"""The survey page: by a secret address, for one person, about nobody else."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from kam.lib.logs import hide_secret_paths
from scoring.models import Respondent, SurveyLink, Wave
from scoring.services import surveys
from scoring.services import waves as services
from tests.scoring.conftest import text_of
from tests.scoring.test_services_waves import make_wave, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


def invite(org, *, mode=Wave.Mode.NAMED, name="Petra Buyer", **fields):
    """A wave that is open today, and the address of one person's survey."""
    who = person(org.account, name, ["approver"], email="petra@customer.example", **fields)
    wave = make_wave(org, [who], mode=mode, opens_on=timezone.localdate())
    return address_of(wave.respondents.get())


def address_of(row, *, step="again", email="petra@customer.example"):
    return surveys.link_make(respondent=row, step=step, by=None, email=email).removeprefix("http://testserver")


def sent(**changes):
    return (
        {f"CS{n}": "6" for n in range(1, 10)} | {"CSA": "7", "best_improvement": "Claims", "action": "send"} | changes
    )


def test_the_page_says_who_asks_and_why_and_asks_in_their_language(client, org):
    address = invite(org, language="zh-hans")
    Wave.objects.update(asked_by=org.manager, purpose="We plan next year.")
    text = text_of(client.get(address))
    for words in (
        org.manager.name,
        "We plan next year.",
        "与KAM合作，帮助我们实现了对业务重要的目标。",
        'lang="zh-hans"',
    ):
        assert words in text
    assert "Working with KAM has helped us" in text_of(client.get(f"{address}?lang=en"))


@pytest.mark.parametrize("mode", list(Wave.Mode))
def test_the_page_says_how_answers_are_treated(client, org, mode):
    text = text_of(client.get(invite(org, mode=mode)))
    named = "see your answers with your name"
    secret = "nobody at KAM sees them one by one"
    assert (named in text, secret in text) == (mode == Wave.Mode.NAMED, mode == Wave.Mode.CONFIDENTIAL)


@pytest.mark.parametrize("mode", list(Wave.Mode))
def test_answers_are_kept_thanked_for_and_can_be_corrected(client, org, mode):
    address = invite(org, mode=mode)
    assert client.post(address, sent()).status_code == 302
    row = Respondent.objects.get()
    assert (row.answers, row.anchor, row.best_improvement, row.entered_by) == ([6] * 9, 7, "Claims", None)
    assert "Thank you" in text_of(client.get(address))
    assert 'value="6" id="id_CS1_5" checked' in text_of(client.get(f"{address}?correct=1"))
    client.post(address, sent(CS1="2", CS2="x"))
    row.refresh_from_db()
    assert row.answers == [2, None, *[6] * 7]


def test_half_finished_answers_wait_and_do_not_count(client, org):
    address = invite(org)
    assert client.post(address, {"CS1": "5", "CS9": "9", "action": "later"}).status_code == 302
    row = Respondent.objects.get()
    assert (row.answered_at, row.answers) == (None, [])
    text = text_of(client.get(address))
    assert 'value="5" id="id_CS1_4" checked' in text
    assert text.count(" checked") == 1
    services.wave_close(wave=row.wave, by=org.manager)
    row.refresh_from_db()
    assert row.draft == {}


def test_autosave_answers_with_a_fragment(client, org):
    answer = client.post(invite(org), {"CS2": "4"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert text_of(answer).startswith('<p id="saved"')
    assert Respondent.objects.get().draft["values"] == {"CS2": "4"}


def test_the_language_switch_keeps_what_was_typed(client, org):
    address = invite(org)
    there = client.post(address, {"CS3": "3", "best_improvement": "Faster", "lang": "zh-hans"})
    text = text_of(client.get(there.url))
    assert "最有价值的一项改善是什么？" in text
    assert "Faster" in text


@pytest.mark.parametrize(
    "changes", [{f"CS{n}": "x" for n in range(1, 10)}, {"CS1": "8"}, {"best_improvement": "x" * 2001}]
)
def test_what_cannot_be_right_is_said_and_nothing_typed_is_lost(client, org, changes):
    answer = client.post(invite(org), sent(next_improvement="Spare parts", **changes))
    assert answer.status_code == 422
    assert "Spare parts" in text_of(answer)
    assert Respondent.objects.get().answered_at is None


# ---------------------------------------------------------------- links


def test_a_link_has_256_random_bits_and_is_kept_as_a_hash(org):
    address = invite(org)
    token = address.rstrip("/").rpartition("/")[2]
    random, _dot, signature = token.rpartition(".")
    assert len(random) == 43
    assert len(signature) == 43
    stored = [str(value) for row in SurveyLink.objects.values() for value in row.values()]
    assert not any(random in value for value in stored)


@pytest.mark.parametrize("token", ["abc", "a" * 43, "a" * 43 + "." + "b" * 43])
def test_made_up_links_lead_to_a_kind_page(client, org, token, django_assert_num_queries):
    invite(org)
    client.get("/login/")
    answer = client.get(reverse("scoring:survey", args=[token]))
    assert answer.status_code == 404
    assert "This link does not work any more" in text_of(answer)
    assert org.account.name not in text_of(answer)


def test_a_revoked_link_is_dead_and_a_new_one_lives(client, org):
    old = invite(org)
    row = Respondent.objects.get()
    surveys.links_revoke(respondent=row, by=org.manager)
    assert client.get(old).status_code == 404
    assert client.post(old, sent()).status_code == 404
    assert client.get(address_of(row)).status_code == 200


@pytest.mark.parametrize("how", ["closed", "over"])
def test_a_wave_that_is_closed_takes_nothing_and_says_so(client, org, how):
    address = invite(org)
    if how == "closed":
        services.wave_close(wave=Wave.objects.get(), by=org.manager)
    else:
        Wave.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    for answer in (client.get(address), client.post(address, sent())):
        assert answer.status_code == 410
        assert "This survey is closed" in text_of(answer)
        assert "Petra" not in text_of(answer)
    assert Respondent.objects.get().answered_at is None


def test_a_confidential_link_to_another_mailbox_opens_empty(client, org):
    """Whoever has a new link sent to themselves sees neither answers nor drafts, nor that there are any."""
    address = invite(org, mode=Wave.Mode.CONFIDENTIAL)
    row = Respondent.objects.get()
    client.post(address, sent(best_improvement="Zebra"))
    client.post(address, {"CS1": "2", "next_improvement": "Okapi"})
    other = address_of(row, email="me@ours.example")
    empty = address_of(make_wave(org, [person(org.account, "B", [])], mode=Wave.Mode.CONFIDENTIAL,
                                 opens_on=timezone.localdate()).respondents.get(), email="me@ours.example")  # fmt: skip
    for suffix in ("", "?correct=1"):
        pages = [re.sub(r"/survey/[^/]+/", "", text_of(client.get(url + suffix))) for url in (other, empty)]
        assert pages[0] == pages[1]
        assert "Zebra" not in pages[0]
        assert "Okapi" not in pages[0]


def test_no_link_of_a_confidential_wave_is_handed_over(client, org):
    invite(org, mode=Wave.Mode.CONFIDENTIAL)
    client.force_login(org.manager)
    answer = client.post(reverse("scoring:respondent-link", args=[Respondent.objects.get().pk]))
    assert answer.status_code == 302
    assert not SurveyLink.objects.filter(step="handed").exists()


def test_a_link_is_handed_over_once_and_works(client, org):
    old = invite(org)
    client.force_login(org.manager)
    text = text_of(client.post(reverse("scoring:respondent-link", args=[Respondent.objects.get().pk])))
    address = re.search(r'href="http://testserver(/survey/[^"]+)"', text)[1]
    stranger = Client()
    assert (stranger.get(address).status_code, stranger.get(old).status_code) == (200, 404)
    assert AuditEvent.objects.filter(verb="respondent.link_handed", by=org.manager).exists()


# ---------------------------------------------------------------- what the page gives away


def test_the_page_sets_no_cookie_and_tells_nobody_where_it_is(org):
    client = Client()
    address = invite(org)
    for answer in (client.get(address), client.post(address, sent()), client.get(address), client.get("/survey/x/")):
        assert not answer.cookies
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_loads_nothing_from_elsewhere(client, org):
    text = text_of(client.get(invite(org)))
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "theme.js" not in text


def test_the_page_speaks_of_nobody_else(client, org):
    person(org.account, "Otto Other", ["approver"])
    address = invite(org)
    text = text_of(client.get(address))
    assert "Otto" not in text
    assert "Petra Buyer" in text


def test_a_link_and_an_address_may_be_asked_for_only_so_often(client, org, monkeypatch):
    address = invite(org)
    codes = [client.get(address).status_code for _ in range(62)]
    assert (codes[0], codes[59], codes[61]) == (200, 200, 429)
    made_up = [client.get(f"/survey/made-up-{n}/").status_code for n in range(33)]
    assert (made_up[0], made_up[32]) == (404, 429)


def test_the_log_holds_no_token():
    told = hide_secret_paths(None, "info", {"request": "GET /survey/abc.def-1/?lang=en", "code": 200})
    assert told == {"request": "GET /survey/…/?lang=en", "code": 200}


def test_a_survey_costs_few_queries(client, org, django_assert_max_num_queries):
    address = invite(org)
    client.get(address)
    with django_assert_max_num_queries(3):
        client.get(address)
