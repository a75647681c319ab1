"""A confidential wave really is: every page says the same, whatever single people answered.

Two states of the database are compared that differ in one person's answers alone. If no page differs, no page, file or
field can tell one from the other, and neither can the difference between two of them.
"""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AuditEvent
from scoring.engine import cis, parameters
from scoring.models import Respondent, Wave
from scoring.services import waves as services
from tests.access_table import GET
from tests.addresses import rows_of, url_of
from tests.scoring.test_services_waves import answer, make_link, make_wave, person
from tests.test_access_everywhere import knock, table_addresses

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROLES = ("administrator", "leader", "manager", "member", "sponsor", "auditor")
NEAR = re.compile(
    r"scoring:(wave|respondent|account-)|account-(overview|history|detail|csv|list|files|plan|map)|stakeholder-(detail|list)"
    r"|audit-list|record-history|portfolio$|home$|search$"
)
TOKENS = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|\d+(\.\d+)? ms')
MARKER = "Zebra-4711"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.KAM_FILES = tmp_path
    cache.clear()


def pages(org, rows, who, *, everything=False, only=None):
    """The pages where a wave might show, or every page there is, without what differs each time."""
    found = {}
    for name, address in table_addresses().items():
        if name not in GET or not (everything or only or NEAR.search(name)) or (only is not None and name not in only):
            continue
        page = knock(getattr(org, who), "GET", url_of(address, rows))
        if page.headers.get("Content-Type", "").startswith(("text/", "application/json")):
            found[name] = TOKENS.sub("", page.text_body)
    return found


def differences(org, rows, change, *, everything=""):
    """The pages that a change of the database alters, by role; one role may be asked to open all there are."""
    before = {who: pages(org, rows, who, everything=who == everything) for who in ROLES}
    change()
    cache.clear()
    found = {}
    for who in ROLES:
        after = pages(org, rows, who, everything=who == everything)
        assert len(after) == len(before[who]) > 10
        changed = {name for name, text in after.items() if before[who][name] != text}
        # What differs from one opening to the next (who was here when, what is new) differs without any answer.
        again = pages(org, rows, who, only=changed)
        found[who] = {name: (before[who][name], after[name]) for name in changed if again[name] == after[name]}
    return found


def confidential(org):
    """Four people of weights 3, 2, 2 and 1, two of them of one kind, in the wave that all addresses lead to."""
    roles = {"A": ["approver"], "B": ["influencer"], "C": ["influencer"], "D": ["user"]}
    people = {name: person(org.account, f"Person {name}", kind, "d" + name) for name, kind in roles.items()}
    wave = make_wave(org, people.values(), mode=Wave.Mode.CONFIDENTIAL, opens_on=timezone.localdate())
    for row in wave.respondents.all():
        make_link(row)  # they were asked
    rows = rows_of(org)
    rows[Wave], rows[Respondent] = wave, wave.respondents.get(stakeholder=people["B"])
    return wave, people, rows


def test_closed_pages_do_not_change_when_two_people_swap_their_answers(org):
    wave, people, rows = confidential(org)
    given = {"A": [5] * 9, "B": [2, 3, 4, 5, 6, 7, 1, None, 4], "C": [7, 6, 6, 6, 5, 5, 6, 7, 7], "D": [4] * 9}
    for name, answers in given.items():
        answer(org, wave, people[name], answers, best_improvement=f"Said {name}")
    wave = services.wave_close(wave=wave, by=org.manager)
    assert wave.result["status"] == "reported"

    def swap():
        one, other = (Respondent.objects.get(wave=wave, stakeholder=people[name]) for name in "BC")
        Respondent.objects.filter(pk=one.pk).update(answers=other.answers, best_improvement=other.best_improvement)
        Respondent.objects.filter(pk=other.pk).update(answers=one.answers, best_improvement=one.best_improvement)
        inputs = services._engine_wave(wave)
        result = services._published(wave, cis.evaluate(inputs), None, cis.METHOD_1)
        assert result == wave.result
        Wave.objects.filter(pk=wave.pk).update(inputs=parameters.dump(inputs))

    assert differences(org, rows, swap, everything="leader") == {who: {} for who in ROLES}


def test_pages_of_a_running_wave_do_not_change_with_what_is_answered(org):
    wave, people, rows = confidential(org)
    answer(org, wave, people["B"], [1] * 9, best_improvement=MARKER, next_improvement=MARKER)

    def other_answers():
        Respondent.objects.filter(wave=wave, stakeholder=people["B"]).update(
            answers=[7] * 9, anchor=7, best_improvement="", next_improvement="", draft={"values": {"CS1": MARKER}}
        )

    assert differences(org, rows, other_answers) == {who: {} for who in ROLES}


def test_one_more_answer_changes_a_count_and_nothing_else(org):
    wave, people, rows = confidential(org)

    def one_more():
        Respondent.objects.filter(wave=wave, stakeholder=people["B"]).update(
            answers=[1] * 9, best_improvement=MARKER, answered_at=timezone.now() - timedelta(minutes=1)
        )

    changed = differences(org, rows, one_more)
    counts = re.compile(r"\b[01] of 4 answered|[01]\s+of\s+4 answered|\bvalue=\"[01]\"|\bwidth=\"[\d.]+\"|aria-valuenow=\"[01]\"|style=\"[^\"]*\"")  # fmt: skip
    for found in changed.values():
        for name, (before, after) in found.items():
            assert counts.sub("", before) == counts.sub("", after), name
            assert MARKER not in after


def test_the_trail_and_the_log_hold_nothing_of_an_answer(org, caplog):
    wave, people, _rows = confidential(org)
    caplog.set_level("DEBUG")
    answer(org, wave, people["B"], [1] * 9, best_improvement=MARKER)
    services.wave_close(wave=wave, by=org.manager)
    told = str(list(AuditEvent.objects.values()))
    assert MARKER not in told + caplog.text
    assert not AuditEvent.objects.filter(object_type="scoring.respondent").exists()
