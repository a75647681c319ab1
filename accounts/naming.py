"""How names of companies are compared and sorted. Pure: no database, no clock; the importer uses it too."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

LONGEST = 200

# Legal forms stand at the end of a name and say nothing about which company it is. Compared without dots and
# spaces, several words at a time, so "S. A. de C. V." and "SA de CV" are one.
LEGAL_FORMS = frozenset(
    [
        "ab",
        "ag",
        "aktiengesellschaft",
        "aps",
        "as",
        "asa",
        "bhd",
        "bv",
        "bvba",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "dac",
        "doo",
        "eg",
        "ek",
        "ev",
        "eurl",
        "ltda",
        "gbr",
        "gesmbh",
        "ggmbh",
        "gmbh",
        "gmbhcokg",
        "gmbhcokgaa",
        "hf",
        "inc",
        "incorporated",
        "ik",
        "kft",
        "kg",
        "kgaa",
        "kk",
        "ks",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltee",
        "mbh",
        "nv",
        "ohg",
        "ooo",
        "oao",
        "oy",
        "oyj",
        "pao",
        "pc",
        "plc",
        "plt",
        "pjsc",
        "pllc",
        "private",
        "pte",
        "pty",
        "pt",
        "pvt",
        "publiclimitedcompany",
        "pvtltd",
        "ptyltd",
        "pteltd",
        "sa",
        "sab",
        "sadecv",
        "sabdecv",
        "sarl",
        "sas",
        "sasu",
        "sca",
        "scs",
        "se",
        "sgps",
        "sl",
        "slu",
        "sociedadanonima",
        "sociedadlimitada",
        "societeanonyme",
        "sp",
        "spa",
        "spol",
        "sro",
        "spzoo",
        "spolsro",
        "spzook",
        "srl",
        "sz",
        "ug",
        "tbk",
        "ulc",
        "vof",
        "zrt",
        "nyrt",
    ]
)
LONGEST_FORM_WORDS = 5

# Chinese suffixes, longest first: removed from the end as often as they occur.
CHINESE_FORMS = (
    "股份有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "控股有限公司",
    "有限合伙",
    "有限公司",
    "总公司",
    "分公司",
    "子公司",
    "公司",
    "集团",
    "控股",
    "股份",
    "株式会社",
    "合同会社",
    "有限会社",
)
TRADITIONAL = str.maketrans("責團總業東車電廣華國際發無線", "责团总业东车电广华国际发无线")

ARTICLES = ("the",)
_NOT_A_WORD = re.compile(r"[^\w]+", re.UNICODE)
_DOTS_IN_SHORT = re.compile(r"(?<=\b\w)\.(?=\s?\w\b)|(?<=\b\w)\.")
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


def folded(text: str) -> str:
    """The text in one width, one case, and without accents: how two spellings are compared."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFD", wide) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).replace("ı", "i").replace("ø", "o").replace("ł", "l")


def name_key(name: str) -> str:
    """What stays of a company's name when spelling, legal form and "The" are taken away.

    "The Müller & Söhne GmbH & Co. KG" and "Muller + Sohne" have one key; "Mueller" has its own, because guessing at
    umlauts would join strangers. A name that is nothing but a legal form is kept whole.
    """
    text = _DOTS_IN_SHORT.sub("", folded(name).replace("&", " ").replace("'", "").replace("’", ""))
    words = [word for word in _NOT_A_WORD.sub(" ", text.replace("_", " ")).split() if word != "and"]
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    words = _without_legal_form(words)
    key = "".join(words) if HAN.search(name) else " ".join(words)
    return _without_chinese_form(key)[:LONGEST]


def _without_legal_form(words: list[str]) -> list[str]:
    while len(words) > 1:
        for count in range(min(LONGEST_FORM_WORDS, len(words) - 1), 0, -1):
            if "".join(words[-count:]) in LEGAL_FORMS:
                words = words[:-count]
                break
        else:
            return words
    return words


def _without_chinese_form(key: str) -> str:
    short = key.translate(TRADITIONAL)
    for form in ("株式会社", "合同会社", "有限会社"):  # Japanese forms may also stand in front
        if short.startswith(form) and len(short) > len(form):
            short = short.removeprefix(form)
    if short in CHINESE_FORMS:
        return short
    while form := next((form for form in CHINESE_FORMS if short.endswith(form) and len(short) > len(form)), ""):
        short = short.removesuffix(form)
    return short


def pinyin(text: str) -> list[str]:
    """The syllables of Chinese text without tones; other text stays as it is."""
    if not HAN.search(text):
        return [text]
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary is large; a start shall not wait for it

    return list(lazy_pinyin(text))


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """By what a name is sorted and found: folded, Chinese as pinyin without tones or spaces ("北京银行" → "beijingyinhang").

    A leading "The" is left out, as in every directory.
    """
    text = folded(name)
    words = "".join(pinyin(text)).split()
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return " ".join(words)[:LONGEST]


def domain_of(website: str) -> str:
    """The host of a website without "www.", empty when there is none."""
    text = website.strip().casefold()
    if not text:
        return ""
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host[:120] if "." in host else ""
