"""Suggestions about what we only believe: needs without evidence."""

from accounts.models import Need
from planning.models import Plan


def _offered(client, plan, code):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    page = client.get(plan.get_absolute_url(), {"q": code})
    return [one.text for one in page.context["suggestions"] if one.offer]


def test_needs_without_evidence_are_offered_as_guesses(client, org, plan):
    Need.objects.create(account=org.account, title="Fewer stops")
    Need.objects.create(account=org.account, title="Faster spares", evidence="stated")
    client.force_login(org.manager)
    assert _offered(client, plan, "N5") == ["Fewer stops"]
