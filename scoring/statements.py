"""What a survey wave asks: nine scored statements, the anchor, two open questions; in both languages.

`{supplier}` is our name as customers know it (Programme.supplier_name). The words are part of the method cis-1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, answered from 1 (disagree fully) to 7 (agree fully)."""

    id: str
    group: str  # as in the method; empty for the anchor
    en: str
    zh: str

    def text(self, language: str, supplier: str) -> str:
        """The statement in a language, about us."""
        return (self.zh if language.startswith("zh") else self.en).format(supplier=supplier)


STATEMENTS = (
    Statement(
        "CS1",
        "results",
        "Working with {supplier} has helped us reach a goal that matters to our business.",
        "与{supplier}合作，帮助我们实现了对业务重要的目标。",
    ),
    Statement(
        "CS2",
        "results",
        "Because of {supplier}, at least one of our processes now runs better than a year ago.",
        "因为{supplier}，我们至少有一项流程比一年前运行得更好。",
    ),
    Statement(
        "CS3",
        "results",
        "The benefit we get from {supplier} is clearly larger than what we pay and the effort we spend.",
        "我们从{supplier}得到的好处，明显大于付出的费用和精力。",
    ),
    Statement(
        "CS4",
        "results",
        "I could show my own management, with facts, what {supplier} has improved for us.",
        "我可以用事实向我的上级说明{supplier}给我们带来了哪些改善。",
    ),
    Statement(
        "CS5",
        "ideas",
        "{supplier} has pointed out a chance or a risk in our business that we had not seen ourselves.",
        "{supplier}曾指出我们自己没有看到的业务机会或风险。",
    ),
    Statement(
        "CS6",
        "ideas",
        "The people from {supplier} understand where our business is trying to go.",
        "{supplier}的人了解我们的业务要往哪里走。",
    ),
    Statement(
        "CS7",
        "ideas",
        "{supplier} dares to question how we do things when it would help us.",
        "在对我们有利的时候，{supplier}敢于质疑我们的做法。",
    ),
    Statement(
        "CS8",
        "road ahead",
        "There is a concrete next improvement that we and {supplier} have agreed to work on.",
        "我们与{supplier}已经商定了下一项具体的改善。",
    ),
    Statement(
        "CS9",
        "road ahead",
        "In the coming year I expect {supplier} to make our business noticeably better.",
        "我预计未来一年{supplier}会让我们的业务明显变得更好。",
    ),
)

ANCHOR = Statement(
    "CSA",
    "",
    "All in all, our business is in a better position because of {supplier}.",
    "总的来说，因为有{supplier}，我们的业务处境更好。",
)

BEST = Statement("best", "", "Which improvement mattered most?", "最有价值的一项改善是什么？")
NEXT = Statement("next", "", "What should we improve together next?", "接下来我们应一起改善什么？")

BY_ID = {statement.id: statement for statement in (*STATEMENTS, ANCHOR)}
