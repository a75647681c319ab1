"""Fills one key account as its team would: people, units, white space, rivals, issues, talks."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from accounts.models import (
    Account,
    AccountTeamMember,
    Competitor,
    Contract,
    Interaction,
    Interest,
    Issue,
    Product,
    RelationshipLink,
    Stakeholder,
    TeamRole,
    Unit,
    User,
    WhiteSpaceCell,
)
from accounts.services.rows import many_set, row_create, row_update
from kam.demo import names
from kam.demo.history import changed, entered

ROLES: tuple[list[str], ...] = (
    ["economic_buyer"], ["approver", "influencer"], ["gatekeeper"], ["user", "coach"], ["economic_buyer", "approver"],
    ["evaluator"], ["user"], ["influencer"], ["evaluator"], ["user"], [], ["influencer"],
)  # fmt: skip
INFLUENCE = (5, 4, 4, 3, 5, 2, 3, 3, 2, 1, 3, 2)
STANCES = (1, 2, -1, 1, 0, 1, 0, -2, 1, 0, None, 1)
ISSUES = (
    ("Spare parts took nine days instead of three", "备件用了九天，承诺三天", "major"),
    ("Label reader stops when humidity is high", "湿度高时标签读取器停机", "minor"),
    ("Training video for the night shift is missing", "夜班培训视频缺失", "minor"),
    ("Line 4 stands still after the update", "4号线升级后停机", "critical"),
)
TALKS = (
    ("Walked through line 4 together. They want the stop list every Monday.", "一起走了4号线，希望每周一收到停机清单。"),
    ("Called about the modernisation budget: decision in the November round.", "电话沟通改造预算：11月会议决定。"),
    ("Lunch with purchasing. They compare us with a bundled price of a rival.", "与采购午餐，他们拿对手的打包价作比较。"),
    ("Showed the energy figures to their board. Well received.", "向管理层展示了能耗数据，反响良好。"),
    ("Visit of the sponsor: direction of both sides for the next three years.", "高层支持人来访：谈双方未来三年的方向。"),
)  # fmt: skip


@dataclass(frozen=True)
class Mood:
    """How an account stands, in the figures that its scores are made of."""

    days_late: tuple[float, float]
    shift: int  # of everybody's stance
    contact: tuple[int, ...]  # days since the last talk
    critical: bool
    renewal: tuple[int, int]
    is_known: bool = True


MOODS = {
    "strong": Mood((0, 8), 1, (3, 6, 9, 14, 20), critical=False, renewal=(80, 97)),
    "fair": Mood((3, 20), 0, (4, 9, 15, 22, 35, 50, 70), critical=False, renewal=(55, 86)),
    "weak": Mood((30, 48), -1, (64, 75, 88, 96, 130), critical=True, renewal=(20, 41)),
    "dark": Mood((4, 9), 0, (120, 150, 200), critical=False, renewal=(0, 0), is_known=False),
}


@dataclass
class Filled:
    """What the plan's texts and the surveys need of a filled account."""

    account: Account
    lead: User
    member: User
    sponsor: User
    chinese: bool
    mood: str = "fair"
    units: list[Unit] = field(default_factory=list)
    people: list[Stakeholder] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    rivals: list[Competitor] = field(default_factory=list)


def account_fill(  # noqa: PLR0917 -- what one account is made of
    account: Account, theme: str, mood: str, users: dict[str, User], today: date, rng: Random
) -> Filled:
    """Make everything of one key account but its plan, scores and reviews."""
    chinese = names.is_chinese(account.name)
    lead = account.manager or users[f"manager{'.cn' if chinese else ''}@{names.DOMAIN}"]
    member, sponsor = users[f"member@{names.DOMAIN}"], users[f"sponsor@{names.DOMAIN}"]
    filled = Filled(account=account, lead=lead, member=member, sponsor=sponsor, chinese=chinese, mood=mood)
    _facts(filled, theme, today, rng)
    _team(filled)
    _units(filled)
    _people(filled, today, rng)
    _white_space(filled, rng)
    _rivals(filled, rng)
    _issues(filled, today, rng)
    _talks(filled, today, rng)
    _contracts(filled, today, rng)
    return filled


def _facts(filled: Filled, theme: str, today: date, rng: Random) -> None:
    mood = MOODS[filled.mood]
    intent = (
        "通过减少停机，成为其首选设备伙伴；两年内把份额从三分之一提高到一半。"
        if filled.chinese
        else "Become the partner they steer availability with. Raise our share from a third to a half within two years."
    )
    story = (
        "从一台试验设备开始，七年来逐步扩大。"
        if filled.chinese
        else "Began with one pilot machine seven years ago and grew."
    )
    buying = (
        "工厂提出、工程放行、三家报价、采购谈判、财务签字，六到九周。"
        if filled.chinese
        else "Request by the plant, release by engineering, three offers, purchasing, finance signs. Six to nine weeks."
    )
    row_update(
        filled.account,
        changes={
            "manager": filled.lead,
            "sponsor": filled.sponsor,
            "theme": theme,
            "intent": intent,
            "history": story,
            "buying_process": buying,
            "language": "zh-hans" if filled.chinese else "en",
            "addressable_spend": round(rng.uniform(6e6, 16e6), -4),
            "gross_margin_pct": round(rng.uniform(18, 37), 1),
            "days_late": round(rng.uniform(*mood.days_late), 1),
            "days_late_on": today - timedelta(days=rng.randrange(5, 40) if mood.is_known else 300),
            "credit_rating": rng.choice((3, 3.5, 4, 4.5)),
            "competitive_safety": rng.choice((2, 3, 3.5, 4)),
            "issues_checked_on": today - timedelta(days=rng.randrange(1, 12)) if mood.is_known else None,
        },
        by=filled.lead,
    )
    filled.account.refresh_from_db()


def _team(filled: Filled) -> None:
    held = {
        filled.lead: [TeamRole.RELATIONSHIP_LEAD, TeamRole.RESULTS_DRIVER],
        filled.member: [TeamRole.TECHNICAL_EXPERT],
    }
    for user, roles in held.items():
        member = AccountTeamMember(account=filled.account, user=user, roles=list(roles))
        member.hours_per_week = 12 if user == filled.lead else 8
        member.deputy = filled.member if user == filled.lead else None
        row_create(member, by=filled.lead)


def _units(filled: Filled) -> None:
    words = names.UNITS_CHINA if filled.chinese else names.UNITS_WEST
    for place, name in enumerate(words):
        kind = "site" if place > 3 else "department"
        filled.units.append(row_create(Unit(account=filled.account, name=name, kind=kind), by=filled.lead))


def person_name(rng: Random, *, chinese: bool) -> str:
    """A full name, family name first in Chinese."""
    if chinese:
        return rng.choice(names.FAMILY_CHINA) + rng.choice(names.GIVEN_CHINA)
    return f"{rng.choice(names.GIVEN_WEST)} {rng.choice(names.FAMILY_WEST)}"


def _people(filled: Filled, today: date, rng: Random) -> None:
    titles = names.TITLES_CHINA if filled.chinese else names.TITLES_WEST
    used: set[str] = set()
    for place in range(rng.randrange(9, len(ROLES) + 1)):
        name = person_name(rng, chinese=filled.chinese)
        while name in used:
            name = person_name(rng, chinese=filled.chinese)
        used.add(name)
        stance = _stance(place, MOODS[filled.mood], rng)
        person = Stakeholder(
            account=filled.account,
            name=name,
            title=titles[place],
            unit=filled.units[place % (len(filled.units) - 1)],
            email=f"person{place + 1}@{filled.account.domain or 'customer.example'}",
            reports_to=filled.people[0] if 0 < place < 8 else (filled.people[place - 7] if place >= 8 else None),
            decision_roles=ROLES[place],
            has_veto=place in (0, 2),
            approval_limit=250_000 if place == 4 else None,
            influence=INFLUENCE[place],
            stance=stance,
            stance_on=today - timedelta(days=rng.randrange(5, 80)) if stance is not None else None,
            stance_by=filled.lead if stance is not None else None,
            stance_evidence=("会议上的表态" if filled.chinese else "Said so in the last meeting")
            if stance is not None
            else "",
            orientation=rng.choice(("money", "technology", "relation", "business")),
            attitude=rng.choice(("early", "pragmatic", "late")),
            rival_preferred=rng.choice(names.RIVALS) if (stance or 0) < 0 else "",
            survey_eligible=place < 9,
            language="zh-hans" if filled.chinese else "en",
        )
        known_for = 90 + (place * 97) % 800
        filled.people.append(_entered_with_past(person, today - timedelta(days=known_for), filled))
    for place, person in enumerate(filled.people):
        _links(filled, person, place, today, rng)


def _entered_with_past(person: Stakeholder, came: date, filled: Filled) -> Stakeholder:
    """Enter a person as of a past day; every third was judged less kindly at first."""
    final, judged = person.stance, person.stance_on
    person.influence_on, person.influence_by = came, filled.lead
    person.character_on, person.character_by = came, filled.lead
    is_warmer = final is not None and final > -2 and len(filled.people) % 3 == 1
    if is_warmer and final is not None:
        person.stance, person.stance_on = final - 1, came
    entered(person, on=came, by=filled.lead)
    return (
        changed(person, on=judged, by=filled.lead, stance=final, stance_on=judged) if is_warmer and judged else person
    )


def _stance(place: int, mood: Mood, rng: Random) -> int | None:
    if not mood.is_known:
        return STANCES[place] if place in (1, 3) else None
    stance = STANCES[place] if rng.random() < 0.75 else rng.choice((0, 1, 1, 2))
    return None if stance is None else max(-2, min(2, stance + mood.shift))


def _links(filled: Filled, person: Stakeholder, place: int, today: date, rng: Random) -> None:
    if place == 7:
        return  # an opponent whom nobody of us keeps: the map should show the gap
    owner = filled.member if place in (3, 5, 6, 9) else filled.lead
    strength = max(1, min(5, 3 + (person.stance or 0) + rng.choice((-1, 0, 0, 1))))
    contact = today - timedelta(days=rng.choice(MOODS[filled.mood].contact))
    link = RelationshipLink(
        stakeholder=person, user=owner, strength=strength, wanted_strength=min(5, strength + 1),
        last_contact_on=contact, is_primary=True,
    )  # fmt: skip
    since = today - timedelta(days=60 + (place * 61) % 500)
    entered(link, on=since, by=filled.lead)
    if place == 0:
        met = today - timedelta(days=rng.randrange(20, 240))
        sponsor = RelationshipLink(stakeholder=person, user=filled.sponsor, strength=3, last_contact_on=met)
        entered(sponsor, on=min(met, since), by=filled.lead)
    if place in (0, 2):
        goal = ("非计划停机降到4%" if filled.chinese else "Bring unplanned stops down to 4 %", "goal", "helps", "")
        fear = (
            ("失去议价权", "threat", "hurts", "提前公开成本构成")
            if filled.chinese
            else ("Loses leverage when our share grows", "threat", "hurts", "Open the cost structure early")
        )
        text, kind, effect, mitigation = goal if place == 0 else fear
        row_create(
            Interest(stakeholder=person, kind=kind, text=text, strength=2, effect=effect, mitigation=mitigation),
            by=filled.lead,
        )


def _white_space(filled: Filled, rng: Random) -> None:
    filled.products = list(Product.objects.order_by("pk"))
    for unit in filled.units[:4]:
        for product in filled.products[:6]:
            status = rng.choices(
                ("ours", "rival", "target", "empty", "not_needed", "unknown"), (30, 14, 14, 22, 10, 10)
            )[0]
            size = round(rng.uniform(40_000, 420_000), -3)
            cell = WhiteSpaceCell(
                account=filled.account, unit=unit, product=product, status=status,
                current_amount=size if status == "ours" else None,
                potential_amount=size * 1.3 if status == "ours" else size if status in ("rival", "target", "empty") else None,
            )  # fmt: skip
            row_create(cell, by=filled.lead)


def _rivals(filled: Filled, rng: Random) -> None:
    for name, status in zip(rng.sample(names.RIVALS, 2), ("present", "entering"), strict=True):
        better = "报价更快，单一联系人" if filled.chinese else "Shorter quotes, one contact for everything"
        rival = Competitor(
            account=filled.account, name=name, status=status, unit=rng.choice(filled.units), better_at=better,
            annual_amount=round(rng.uniform(2e5, 9e5), -4) if status == "present" else None,
        )  # fmt: skip
        filled.rivals.append(row_create(rival, by=filled.lead))


def _issues(filled: Filled, today: date, rng: Random) -> None:
    for western, chinese, severity in ISSUES:
        if severity == "critical" and not MOODS[filled.mood].critical:
            continue
        opened = today - timedelta(days=rng.randrange(16, 40) if severity == "critical" else rng.randrange(3, 70))
        closed = opened + timedelta(days=2) if rng.random() < 0.5 and severity != "critical" else None
        issue = Issue(
            account=filled.account, title=chinese if filled.chinese else western, severity=severity,
            opened_on=opened, closed_on=closed, owner=filled.member,
        )  # fmt: skip
        row_create(issue, by=filled.member)


def _talks(filled: Filled, today: date, rng: Random) -> None:
    for place, (western, chinese) in enumerate(TALKS):
        by_sponsor = place == len(TALKS) - 1
        happened = today - timedelta(
            days=rng.randrange(20, 260) if by_sponsor else MOODS[filled.mood].contact[0] + place * rng.randrange(9, 30)
        )
        talk = row_create(
            Interaction(
                account=filled.account, kind=rng.choice(("meeting", "call", "visit")), happened_on=happened,
                summary=chinese if filled.chinese else western, author=filled.lead,
            ),
            by=filled.lead,
        )  # fmt: skip
        many_set(talk, "people", [filled.sponsor if by_sponsor else filled.lead], by=filled.lead)
        many_set(talk, "stakeholders", rng.sample(filled.people, 2), by=filled.lead)


def _contracts(filled: Filled, today: date, rng: Random) -> None:
    mood = MOODS[filled.mood]
    if not mood.is_known:
        return
    for contract in Contract.objects.filter(account=filled.account):
        changes = {
            "renewal_chance": rng.randrange(*mood.renewal),
            "renewal_chance_on": today - timedelta(days=rng.randrange(3, 50)),
        }
        row_update(contract, changes=changes, by=filled.lead)
