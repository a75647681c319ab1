"""Two plans that print on about 25 pages, one in English and one in Chinese."""

from accounts.models import Account, Contract, Opportunity, Stakeholder, Unit
from bench.seed import words
from bench.seed.world import World
from planning.models import Action, Answer, Plan
from reviews.models import Decision, Review

LANGUAGES = ("en", "zh-hans")
# Sentences of one answer, so that both print on about 25 pages: Chinese says the same in less room.
LONG = {"en": 4, "zh-hans": 9}
DEALS = 25


def plan_name(language: str) -> str:
    """What the plan is called."""
    return f"thick {language}"


def seed(world: World) -> None:
    """Make the last two key accounts' plans thick."""
    for language, seat in zip(LANGUAGES, reversed(world.key_seats), strict=False):
        plan = Plan.objects.get(account_id=seat.id, status=Plan.Status.ACTIVE)
        chinese = language != "en"
        Plan.objects.filter(pk=plan.pk).update(name=plan_name(language))
        _answers(plan, LONG[language], chinese=chinese)
        _texts(seat.id, chinese=chinese)
        Opportunity.objects.bulk_create(
            Opportunity(account_id=seat.id, name=words.sentences(number, 1, chinese=chinese), amount=10_000 * number)
            for number in range(DEALS)
        )


def _answers(plan: Plan, long: int, *, chinese: bool) -> None:
    answers = list(Answer.objects.filter(plan=plan))
    for number, answer in enumerate(answers):
        answer.text = words.sentences(number, long, chinese=chinese)
        answer.source_note = "会议记录" if chinese else "Minutes of the meeting"
    Answer.objects.bulk_update(answers, ["text", "source_note"])


def _texts(account_id: int, *, chinese: bool) -> None:
    """The rest of the document speaks the language too."""
    text = words.sentences(3, 8, chinese=chinese)
    Account.objects.filter(pk=account_id).update(
        history=text, buying_process=text, intent=words.sentences(1, 2, chinese=chinese)
    )
    Review.objects.filter(account_id=account_id).update(notes=text)
    Decision.objects.filter(review__account_id=account_id).update(text=words.sentences(5, 1, chinese=chinese))
    if chinese:
        Action.objects.filter(account_id=account_id).update(title="发送上周停机清单")
        Contract.objects.filter(account_id=account_id).update(name="框架协议")
        for number, person in enumerate(Stakeholder.objects.filter(account_id=account_id)):
            Stakeholder.objects.filter(pk=person.pk).update(
                name=f"王{'伟芳娜敏静强磊军洋勇艳杰'[number % 12]}", title="采购负责人"
            )
        for number, unit in enumerate(Unit.objects.filter(account_id=account_id)):
            Unit.objects.filter(pk=unit.pk).update(name=f"第{'一二三四五'[number % 5]}工厂")
