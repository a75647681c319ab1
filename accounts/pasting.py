"""Reading lists of people that somebody pasted: names, job titles and addresses. Pure: no database, no clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

SPLITTERS = re.compile(r"\t+|\s*[;；|｜·•]\s*|\s+[–—-]\s+|\s*[,，]\s*|\s{3,}")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?:(?:tel|phone|mobile|mob|电话|手机|t|m)\.?\s*[:：]?\s*)?(\+?\d[\d\s()/.-]{6,}\d)", re.IGNORECASE)
NOISE = re.compile(
    r"^(?:connect|message|follow|following|view profile|\d+ (?:mutual )?connections?.*|.*(?:1st|2nd|3rd)\+? degree.*"
    r"|[·•]\s*(?:1st|2nd|3rd)\+?|best regards,?|kind regards,?|regards,?|mit freundlichen grüßen,?|https?://\S+|www\.\S+)$",
    re.IGNORECASE,
)
DEGREE = re.compile(r"\s*[·•]\s*(?:1st|2nd|3rd)\+?\s*$", re.IGNORECASE)
BRACKETS = re.compile(r"^(.+?)\s*[(（](.+)[)）]$")
HEADER = {
    "name": ("name", "full name", "contact", "person", "姓名", "名字", "联系人"),
    "first": ("first name", "first", "given name", "名"),
    "last": ("last name", "last", "surname", "family name", "姓"),
    "title": ("title", "job title", "position", "role", "function", "职位", "职务", "头衔", "岗位"),
    "email": ("e-mail", "email", "mail", "邮箱", "电子邮件", "邮件"),
    "phone": ("phone", "telephone", "mobile", "tel", "电话", "手机"),
}
HAN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
HAN_TITLED = re.compile(r"^([\u4e00-\u9fff]{2,4})\s+([\u4e00-\u9fff].*)$")

# Words of job titles, the most telling first. A suggestion: what a person really decides, people find out.
TITLES: tuple[tuple[str, str], ...] = (
    (r"assistant|secretar|office manager|助理|秘书", "gatekeeper"),
    (r"\bcfo\b|chief financial|finance director|head of finance|vp,? finance|财务总监|首席财务", "approver"),
    (r"\bceo\b|chief executive|managing director|general manager|(?<!vice )president|owner|founder|geschäftsführ"
     r"|总经理|董事长|总裁|首席执行|厂长", "economic_buyer"),
    (r"purchas|procure|buyer|sourcing|einkauf|采购", "approver"),
    (r"\bc[tio]o\b|chief (?:technology|information|operating|technical)|head of|director|vice president|\bvp\b"
     r"|首席|总监|副总", "influencer"),
    (r"quality|engineer|architect|r&d|research|developer|scientist|technolog|质量|品质|工程师|研发|技术|工艺", "evaluator"),
    (r"legal|complian|counsel|法务|合规", "gatekeeper"),
    (r"operator|supervisor|plant|production|shift|user|logistic|warehouse|生产|车间|班长|仓库|物流|使用", "user"),
    (r"manager|lead\b|leiter|经理|主管|部长", "influencer"),
)  # fmt: skip
_COMPILED = tuple((re.compile(words, re.IGNORECASE), role) for words, role in TITLES)


@dataclass(frozen=True, slots=True)
class Read:
    """A person as read from a paste."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


def role_from_title(title: str) -> str:
    """The decision role that a job title suggests, "" when it suggests none."""
    return next((role for words, role in _COMPILED if words.search(title)), "")


def people_read(text: str) -> tuple[list[Read], tuple[str, ...]]:
    """The people in a pasted text, and the columns found: by a heading, else name, title and what looks like mail."""
    lines = [line.strip(" \r\ufeff") for line in text.splitlines()]
    lines = [line for line in lines if line.strip(" \t,，;；") and not NOISE.match(line.strip())]
    if not lines:
        return [], ()
    heading = _heading(_parts(lines[0]))
    if heading:
        return [_by_heading(_columns(line), heading) for line in lines[1:]], tuple(filter(None, heading))
    people = _by_blocks(lines) if _is_block_list(lines) else [_by_line(line) for line in lines]
    names = ("name", "title", "email", "phone")
    return people, tuple(name for name in names if any(getattr(person, name) for person in people))


def _columns(line: str) -> list[str]:
    """The cells of a table's line; empty ones count."""
    sign = "\t" if "\t" in line else next((one for one in ";；,，|" if one in line), "\t")
    return [cell.strip().strip('"') for cell in line.split(sign)]


def _parts(line: str) -> list[str]:
    return [part.strip().strip('"') for part in SPLITTERS.split(line.strip()) if part.strip().strip('"')]


def _heading(parts: Sequence[str]) -> list[str]:
    """What each column is, if the first line is a heading."""
    kinds = [next((kind for kind, words in HEADER.items() if part.casefold() in words), "") for part in parts]
    return kinds if ("name" in kinds or "last" in kinds) and sum(map(bool, kinds)) >= 2 else []


def _by_heading(cells: Sequence[str], heading: Sequence[str]) -> Read:
    found = {kind: cell for kind, cell in zip(heading, cells, strict=False) if kind}
    first, last = found.pop("first", ""), found.pop("last", "")
    if "name" not in found:
        is_han = bool(last) and "\u4e00" <= last[0] <= "\u9fff"
        found["name"] = f"{last}{first}" if is_han else f"{first} {last}".strip()
    return Read(**found)


def _by_line(line: str) -> Read:
    """One person a line: name first, then the title; addresses wherever they stand."""
    email, phone, rest = _addresses(line)
    if found := BRACKETS.match(rest) or HAN_TITLED.match(rest):
        return Read(found[1].strip(), found[2].strip(), email, phone)
    if re.match(r"^[^,，]+[,，]\s*[^,，\t]+\t", rest):  # "Berg, Anna<tab>Buyer"
        name, _tab, title = rest.partition("\t")
        last, first = re.split(r"[,，]\s*", name, maxsplit=1)
        return Read(f"{first} {last}", title.strip(), email, phone)
    name, *more = _parts(rest) or [""]
    return Read(DEGREE.sub("", name), ", ".join(more), email, phone)


def _addresses(line: str) -> tuple[str, str, str]:
    mail, phone = MAIL.search(line), PHONE.search(MAIL.sub(" ", line))
    rest = MAIL.sub("", line)
    if phone:
        rest = rest.replace(phone[0], "")
    rest = re.sub(r"<\s*>|(?:e-?mail|邮箱)\s*[:：]?\s*$", "", rest, flags=re.IGNORECASE).strip(" \t,，;；|<>")
    return (mail[0] if mail else ""), (phone[1].strip() if phone else ""), rest


def _is_block_list(lines: Sequence[str]) -> bool:
    """Whether names and titles stand on lines of their own, as in signatures and in lists of a network."""
    bare = [line for line in lines if not MAIL.search(line) and not PHONE.search(line)]
    if len(bare) < 2 or any(len(_parts(DEGREE.sub("", line))) > 1 and not _is_title(line) for line in bare):
        return False
    return not _is_title(bare[0]) and sum(map(_is_title, bare)) * 3 >= len(bare)


def _is_title(line: str) -> bool:
    return bool(role_from_title(line)) and not HAN_NAME.match(line)


def _by_blocks(lines: Sequence[str]) -> list[Read]:
    people: list[Read] = []
    for line in lines:
        email, phone, rest = _addresses(line)
        if rest and not (people and not people[-1].title and _is_title(rest)):
            people.append(Read(DEGREE.sub("", rest), "", email, phone))
        elif people:
            last = people[-1]
            people[-1] = Read(last.name, last.title or rest, last.email or email, last.phone or phone)
    return people
