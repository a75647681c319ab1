"""A person's own notices."""

import pytest
from django.urls import reverse

from accounts.models import Notice

LIST = "/notices/"


def notice(user, number=1, **values) -> Notice:
    return Notice.objects.create(
        user=user, kind="test", text=f"News {number}", dedupe_key=f"k{user.pk}-{number}", **values
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_notices_query_count(client, org, rows, django_assert_num_queries):
    for number in range(rows):
        notice(org.manager, number, account=org.account)
    client.force_login(org.manager)
    with django_assert_num_queries(3):
        client.get(LIST)


def test_everybody_sees_only_their_own(client, org):
    notice(org.manager)
    client.force_login(org.administrator)
    html = client.get(LIST).content.decode()
    assert "News 1" not in html
    assert "No notices" in html


def test_opening_marks_as_read_and_leads_on(client, org):
    row = notice(org.manager, url="/accounts/")
    client.force_login(org.manager)
    response = client.post(reverse("accounts:notice-open", args=[row.pk]))
    row.refresh_from_db()
    first = row.read_at
    assert response.headers["Location"] == "/accounts/"
    assert first is not None
    client.post(reverse("accounts:notice-open", args=[row.pk]))
    row.refresh_from_db()
    assert row.read_at == first


def test_a_notice_never_leads_to_another_site(client, org):
    row = notice(org.manager, url="https://evil.example/")
    client.force_login(org.manager)
    assert client.post(reverse("accounts:notice-open", args=[row.pk])).headers["Location"] == LIST


def test_a_notice_of_somebody_else_is_not_found(client, org):
    row = notice(org.manager)
    client.force_login(org.administrator)
    assert client.post(reverse("accounts:notice-open", args=[row.pk])).status_code == 404
    assert client.get(reverse("accounts:notice-open", args=[row.pk])).status_code == 405


def test_all_are_marked_as_read_but_only_ones_own(client, org):
    mine, other = notice(org.manager), notice(org.leader)
    client.force_login(org.manager)
    response = client.post(reverse("accounts:notice-read-all"), follow=True)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.read_at is not None
    assert other.read_at is None
    assert "1 notice is read now" in response.content.decode()


def test_unread_ones_are_counted_in_the_rail(client, org):
    notice(org.manager)
    client.force_login(org.manager)
    assert "Notices, 1 unread" in client.get(LIST).content.decode()


def test_htmx_gets_the_notices_alone(client, org):
    client.force_login(org.manager)
    response = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "notices"})
    assert "<html" not in response.content.decode()
