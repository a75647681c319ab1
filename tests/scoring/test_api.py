"""The API of scores."""

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate

from scoring.api import AssessmentViewSet, SnapshotViewSet
from scoring.models import Assessment, ScoreSnapshot
from scoring.services.health import health_rescore
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def ask(viewset, user, pk=None, method="get", **params):
    request = getattr(APIRequestFactory(), method)("/", params)
    force_authenticate(request, user)
    actions = {"get": "retrieve"} if pk else {"get": "list"}
    return viewset.as_view(actions)(request, **({"pk": pk} if pk else {}))


def test_snapshots_of_an_account(org):
    health_rescore(account_ids=[org.account.pk], today=TODAY)
    answer = ask(SnapshotViewSet, org.manager, account=org.account.pk, model="health")
    assert (answer.status_code, answer.data["count"]) == (200, 1)
    assert answer.data["results"][0]["inputs"]["cis"] is None


def test_snapshots_are_asked_for_one_account_at_a_time(org):
    assert ask(SnapshotViewSet, org.manager).status_code == 400


def test_snapshots_and_assessments_of_others_are_invisible(org):
    health_rescore(account_ids=[org.account.pk], today=TODAY)
    Assessment.objects.create(account=org.account, by=org.manager, made_on=TODAY)
    assert ask(SnapshotViewSet, org.stranger, account=org.account.pk).data["count"] == 0
    assert ask(AssessmentViewSet, org.stranger).data["count"] == 0
    assert ask(SnapshotViewSet, org.stranger, pk=ScoreSnapshot.objects.first().pk).status_code == 404
    assert ask(AssessmentViewSet, org.stranger, pk=Assessment.objects.get().pk).status_code == 404


def test_one_assessment(org):
    row = Assessment.objects.create(account=org.account, by=org.manager, made_on=TODAY, total=71.4)
    answer = ask(AssessmentViewSet, org.auditor, pk=row.pk)
    assert (answer.status_code, answer.data["total"]) == (200, 71.4)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_scores_are_read_only(org, method):
    for viewset in (SnapshotViewSet, AssessmentViewSet):
        assert ask(viewset, org.administrator, method=method).status_code == 405
