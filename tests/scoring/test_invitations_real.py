"""A real worker sends invitations; one that is killed in the middle leaves nobody out and writes to nobody twice."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from scoring.models import SurveyLink, Wave
from scoring.services import waves as services
from scoring.tasks import run_waves
from tests.conftest import Organisation
from tests.kam.test_celery_real import start_worker, wait_for  # noqa: F401 -- a fixture
from tests.scoring.test_services_waves import person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("migrated_rows"),
]


def test_each_invitation_is_sent_once_although_the_worker_is_killed(org: Organisation, start_worker, tmp_path) -> None:  # noqa: F811
    people = [person(org.account, name, ["approver"], email=f"{name}@customer.example") for name in ("a", "b", "c")]
    today = timezone.localdate()
    values = {"name": "Now", "mode": Wave.Mode.NAMED, "opens_on": today, "closes_on": today + timedelta(days=20)}
    wave = services.wave_create(account=org.account, values=values, people=people, by=org.manager)
    Wave.objects.filter(pk=wave.pk).update(by_mail=True)
    log = tmp_path / "worker.log"

    worker = start_worker()
    run_waves.delay()
    wait_for(lambda: SurveyLink.objects.count() == 1, "the first mail", log)
    worker.send_signal(signal.SIGKILL)  # while the second one is on its way
    worker.wait(10)
    start_worker()
    run_waves.delay()
    run_waves.delay()
    wait_for(lambda: SurveyLink.objects.count() == 3, "all mails", log)
    sent = Counter(path.name.split("-")[1] for path in tmp_path.glob("mail-*"))
    assert sent == {f"{name}@customer.example": 1 for name in ("a", "b", "c")}
