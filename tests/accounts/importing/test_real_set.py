"""The real data set, where it lies beside the checkout or where KAM_CRM_DATA says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import Account, ImportRun, Opportunity, Product, Team, User
from tests.accounts.importing.conftest import counts

SET = Path(os.environ.get("KAM_CRM_DATA") or settings.BASE_DIR.parent / "shared" / "data" / "crm-sales-opportunities")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SET.is_dir(), reason=f"The data set is not at {SET}; KAM_CRM_DATA may name another place."),
]


def test_the_real_data_set_arrives_whole(load: Callable[..., ImportRun], check: Callable[..., ImportRun]) -> None:
    foretold = check(SET)
    run = load(SET)
    assert counts(run) == counts(foretold) == {
        "accounts.csv": {"rows": 85, "created": 85},
        "data_dictionary.csv": {},
        "products.csv": {"rows": 7, "created": 7},
        "sales_pipeline.csv": {"rows": 8_800, "created": 8_800},
        "sales_teams.csv": {"rows": 35, "created": 35},
    }  # fmt: skip
    assert (Account.objects.count(), Product.objects.count(), Opportunity.objects.count()) == (85, 7, 8_800)
    assert Account.objects.exclude(parent=None).count() == 15
    sales = User.objects.filter(external_key__isnull=False)
    assert (sales.filter(role="manager").count(), sales.filter(role="leader").count()) == (35, 6)
    assert (Team.objects.filter(parent=None).count(), Team.objects.exclude(parent=None).count()) == (3, 6)
    deals = Opportunity.objects
    assert deals.filter(account=None).count() == 1_425
    assert deals.filter(product__name="GTX Pro").count() == 1_480
    assert [deals.filter(stage=stage).count() for stage in ("won", "lost", "mid", "early")] == [
        4_238,
        2_473,
        1_589,
        500,
    ]
    assert not deals.filter(owner=None).exists()
    again = load(SET)
    assert counts(again)["sales_pipeline.csv"] == {"rows": 8_800, "unchanged": 8_800}
    assert not again.rows.exclude(outcome="unchanged").exists()


def test_the_real_data_set_points_out_slips(load: Callable[..., ImportRun]) -> None:
    run = load(SET)
    assert run.rows.filter(reason__contains='"near"').count() == 13
    assert run.rows.filter(reason__contains='"near"', raw__contains="Philipines").count() == 1
    assert run.rows.filter(reason__contains='"no_account"').count() == 1_425
    assert run.rows.filter(reason__contains='"read_as"').count() == 1_480
