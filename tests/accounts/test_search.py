"""The search field finds what the person may open."""

import pytest

from accounts.naming import sort_key
from accounts.search import search
from planning.models import Question
from tests.factories import AccountFactory, PlanFactory, StakeholderFactory


def labels(user, words) -> list[str]:
    return [hit.label for hit in search(user, words)]


def test_accounts_are_found_by_name_and_pinyin(org):
    AccountFactory(name="北京银行", sort_key=sort_key("北京银行"), manager=org.manager)
    assert "Aurora Foods" in labels(org.manager, "aur")
    assert labels(org.manager, "beijing") == ["北京银行"]
    assert labels(org.manager, "北京") == ["北京银行"]


def test_those_that_begin_with_the_words_come_first(org):
    AccountFactory(name="A Zeta", manager=org.manager)
    AccountFactory(name="Zeta", manager=org.manager)
    assert labels(org.manager, "zeta") == ["Zeta", "A Zeta"]


def test_nothing_of_accounts_that_are_closed_to_one(org):
    StakeholderFactory(account=org.account, name="Paula Berg")
    assert labels(org.stranger, "aurora") == []
    assert labels(org.stranger, "paula") == []
    assert labels(org.member, "paula") == ["Paula Berg"]


def test_people_are_found_by_those_who_may_list_them(org):
    assert labels(org.administrator, "mina") == ["Mina Member"]
    assert labels(org.leader, "mina") == ["Mina Member"]
    assert labels(org.manager, "mina") == []


def test_questions_are_found_by_code(org):
    question = Question.objects.order_by("order").first()
    plan = PlanFactory(account=org.account)
    hits = search(org.manager, question.code.lower())
    assert [(hit.note, hit.href) for hit in hits if hit.href.startswith("/plans/")] == [
        ("Aurora Foods", f"/plans/{plan.pk}/?q={question.code}")
    ]
    assert [hit.note for hit in search(org.administrator, f"{question.code} auro")] == ["Aurora Foods"]
    assert search(org.stranger, f"{question.code} auro") == []


def test_pages_are_found_by_those_who_may_open_them(org):
    assert "Teams" in labels(org.administrator, "team")
    assert "Teams" not in labels(org.manager, "team")
    assert "My profile" in labels(org.manager, "PROFILE")


@pytest.mark.parametrize("rows", [1, 3])
def test_search_query_count(org, rows, django_assert_num_queries):
    for number in range(rows):
        AccountFactory(name=f"Zeta {number}", team=org.berlin)
        StakeholderFactory(account=org.account, name=f"Zeta {number}")
    with django_assert_num_queries(7):
        search(org.leader, "zeta")


def test_the_palette_gets_links(client, org):
    client.force_login(org.manager)
    response = client.get("/search/", {"q": "aurora"}, headers={"HX-Request": "true"})
    words = " ".join(response.content.decode().split())
    assert words == f'<a href="/accounts/{org.account.pk}/" data-group="Accounts" >Aurora Foods</a>'


def test_without_scripts_there_is_a_page(client, org):
    client.force_login(org.manager)
    assert "Aurora Foods" in client.get("/search/", {"q": "aurora"}).content.decode()
    assert "Nothing found" in client.get("/search/", {"q": "zzzz"}).content.decode()
    assert client.get("/search/", {"q": "%' OR 1=1"}).status_code == 200
