"""Names of companies are compared and sorted the same way everywhere."""

import pytest

from accounts.naming import domain_of, name_key, sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme, Inc.", "acme"),
        ("ACME inc", "acme"),
        ("The Acme Company", "acme"),
        ("The Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Muller + Sohne", "muller sohne"),
        ("Foo S. A. de C. V.", "foo"),
        ("Żabka Polska sp. z o.o.", "zabka polska"),
        ("Marks and Spencer plc", "marks spencer"),
        ("U.S. Steel Corp", "us steel"),
        ("O'Neill Corp.", "oneill"),
        ("Ａｃｍｅ　Ｌｔｄ", "acme"),
        ("The", "the"),
        ("Company Ltd", "company"),
        ("北京银行股份有限公司", "北京银行"),
        ("上海汽车集团股份有限公司", "上海汽车"),
        ("上海汽車集團", "上海汽车"),
        ("有限公司", "有限公司"),
        ("株式会社トヨタ", "トヨタ"),
        ("", ""),
    ],
)
def test_name_key_takes_spelling_and_legal_form_away(name, key):
    assert name_key(name) == key


def test_name_key_is_stable_when_applied_twice():
    for name in ("Acme, Inc.", "北京银行股份有限公司", "Żabka Polska sp. z o.o."):
        assert name_key(name_key(name)) == name_key(name)


def test_name_key_keeps_strangers_apart():
    assert len({name_key("Mueller AG"), name_key("Müller AG"), name_key("Miller AG")}) == 3


@pytest.mark.parametrize(
    ("name", "key"),
    [("北京银行", "beijingyinhang"), ("The Acme Company", "acme company"), ("Évian SA", "evian sa"), ("The", "the")],
)
def test_sort_key_reads_chinese_as_pinyin_and_drops_accents(name, key):
    assert sort_key(name) == key


def test_keys_fit_their_columns():
    assert len(name_key("x" * 500)) == 200
    assert len(sort_key("北" * 200)) == 200


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.Acme.com/x", "acme.com"),
        ("acme.com", "acme.com"),
        ("www.foo.de:80/x", "foo.de"),
        ("http://", ""),
        ("[bad", ""),
        ("", ""),
        ("localhost", ""),
    ],
)
def test_domain_of_is_the_host_without_www(website, domain):
    assert domain_of(website) == domain
