"""What a score would be with other factors: computed, never stored."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import health
from scoring.engine.supposing import suppose
from scoring.models import ScoreSnapshot
from scoring.services.health import health_rescore
from tests.factories import TODAY, AccountFactory
from tests.scoring.conftest import make_th1, make_th2, text_of

values = st.dictionaries(st.sampled_from(sorted(health.FACTORS)), st.floats(0, 100), max_size=8)
TH1 = health.evaluate(
    health.Inputs(cis=72, relationship=64, contact_days=22, issues=(0, 1, 2), renewal=80, days_late=6, trend_pct=5)
)


@given(values)
def test_a_supposed_score_stays_within_its_values(moved):
    then = suppose(TH1, moved)
    assert min(then.values.values()) - 1e-9 <= then.raw <= max(then.values.values()) + 1e-9


@given(values, st.sampled_from(sorted(TH1.values)), st.floats(0, 100), st.floats(0, 100))
def test_a_better_factor_never_lowers_the_score(moved, key, one, other):
    low, high = sorted((one, other))
    if TH1.values[key] in {low, high}:  # the value as it is may be older and weigh less
        return
    assert suppose(TH1, moved | {key: high}).shown >= suppose(TH1, moved | {key: low}).shown - 1e-9


@given(values)
def test_the_order_of_what_is_moved_says_nothing(moved):
    assert suppose(TH1, moved) == suppose(TH1, dict(reversed(moved.items())))


def test_nothing_moved_is_the_score_as_it_is():
    assert suppose(TH1, {}).shown == TH1.shown


def test_a_factor_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="H1"):
        suppose(TH1, {"H1": 101})


def test_caps_hold_until_they_are_supposed_to_be_lifted():
    capped = health.evaluate(
        health.Inputs(cis=90, relationship=90, contact_days=5, issues=(0, 0, 0), notice_given=True)
    )
    assert suppose(capped, {"H5": 100}).shown == 39.0
    assert suppose(capped, {"H5": 100}, lift_caps=True).shown > 90


@pytest.mark.django_db
def test_the_page_computes_and_keeps_nothing(client, org, contributed):
    account = make_th1(contributed, manager=org.manager)
    health_rescore(account_ids=[account.pk], today=TODAY)
    client.force_login(org.manager)
    address = reverse("scoring:account-what-if", args=[account.pk])
    assert client.get(address).context["found"].change == 0.0
    answer = client.get(address, {"H1": "92"}, headers={"HX-Request": "true", "HX-Target": "what-if"})
    assert answer.context["found"].change == pytest.approx(4.0)
    assert "+4.0 points, today 76.4" in text_of(answer)
    assert "<form" not in answer.content.decode()
    assert ScoreSnapshot.objects.filter(model="health").count() == 1


@pytest.mark.django_db
def test_every_slider_says_its_number_without_scripts_too(client, org, contributed):
    account = make_th2(contributed, manager=org.manager)
    health_rescore(account_ids=[account.pk], today=TODAY)
    client.force_login(org.manager)
    text = text_of(client.get(reverse("scoring:account-what-if", args=[account.pk]), {"H3": "64"}))
    assert '<output class="num" for="id_H3" aria-live="off">64</output>' in text
    assert '<output class="num" for="id_H4" aria-live="off">65</output>' in text
    assert "(optional)" not in text
    assert 'data-ticks="id_know_H1"' in text


@pytest.mark.django_db
def test_an_unknown_factor_counts_only_when_it_is_supposed_to_be_known(client, org, contributed):
    account = make_th2(contributed, manager=org.manager)
    health_rescore(account_ids=[account.pk], today=TODAY)
    client.force_login(org.manager)
    address = reverse("scoring:account-what-if", args=[account.pk])
    assert client.get(address, {"H1": "100"}).context["found"].change == 0.0
    known = client.get(address, {"H1": "100", "know_H1": "on"}).context["found"]
    assert known.then.coverage == pytest.approx(90.0)
    assert known.then.shown == pytest.approx((2775 + 2000) / 90)


@pytest.mark.django_db
def test_a_slider_out_of_range_and_an_account_without_score_are_told(client, org, contributed):
    account = make_th1(contributed, manager=org.manager)
    health_rescore(account_ids=[account.pk], today=TODAY)
    client.force_login(org.manager)
    assert client.get(reverse("scoring:account-what-if", args=[account.pk]), {"H1": "400"}).status_code == 422
    fresh = AccountFactory(manager=org.manager)
    assert "Not scored yet" in text_of(client.get(reverse("scoring:account-what-if", args=[fresh.pk])))
