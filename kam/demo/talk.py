"""Files that prove answers, and what people say about them."""

from datetime import timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kam.demo.accounts import Filled
from planning.models import Action, Answer, Attachment, Comment, Plan
from planning.services.attachments import attachment_add
from planning.services.comments import comment_create

PROVEN = ("N1", "N3", "I2", "C1", "V2", "R1")  # answers that deserve proof, as far as the plan has them
SAID = (
    ("N3", "member", "@{lead} the plant manager gave a higher figure last week. Shall we use hers?", "@{lead} 工厂经理上周说的数字更高，用她的吗？"),
    ("N3", "lead", "Yes, and note her as the source. @{sponsor}, this is the figure for your meeting.", "用她的，来源也写她。@{sponsor} 您会谈时就用这个数字。"),
    ("C1", "lead", "@{member}, can you ask at the next site visit who maintains their second line?", "@{member} 下次去现场时问一下，第二条线是谁在维护？"),
    ("V2", "sponsor", "They will want to see how we got to this. Is it written down?", "他们会问这个数是怎么算的。有书面的吗？"),
    ("I2", "member", "Checked against the order book on Monday.", "周一与订单核对过。"),
)  # fmt: skip
ON_ACTION = (
    "Still waiting for their answer. @{lead}, do you have a better number?",
    "还在等他们回复。@{lead} 你有别的电话吗？",
)


def talk_fill(filled: Filled, plan: Plan, rng: Random) -> None:
    """Attach proof to some answers of a plan, and let its people talk about others."""
    answers = {
        row.question.code: row
        for row in Answer.objects.filter(plan=plan).exclude(status="open").select_related("question")
    }
    for code in [code for code in PROVEN if code in answers][: rng.randrange(1, 4)]:
        _prove(filled, plan, answers[code], rng)
    people = {"lead": filled.lead, "member": filled.member, "sponsor": filled.sponsor}
    names = {key: person.name for key, person in people.items()}
    days = 12
    for code, who, text, text_zh in SAID:
        if code in answers and people[who] is not None:
            words = (text_zh if filled.chinese else text).format(**names)
            said = comment_create(plan=plan, question=answers[code].question, text=words, by=people[who])
            days = _date_back(said, days)
    if (action := Action.objects.filter(plan=plan, done_on=None, owner=filled.member).first()) is not None:
        comment_create(text=ON_ACTION[filled.chinese].format(**names), by=filled.member, row=action)


def _date_back(comment: Comment, days: int) -> int:
    """As if it had been said some days ago; the next one is younger."""
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(days=days, hours=days % 5))
    return max(1, days - 3)


def _prove(filled: Filled, plan: Plan, answer: Answer, rng: Random) -> Attachment:
    if filled.chinese:
        name, content = f"{answer.question.code} 会议记录.txt", f"会议记录\n\n{answer.text}\n".encode()
    elif rng.random() < 0.5:
        name, content = "Site visit.pdf", small_pdf(["Site visit", filled.account.name, *_lines(answer.text)])
    else:
        name, content = "Minutes.txt", f"Minutes\n\n{answer.text}\n".encode()
    return attachment_add(
        account=filled.account,
        plan=plan,
        question=answer.question,
        upload=SimpleUploadedFile(name, content),
        by=answer.author or filled.lead,
    )


def _lines(text: str) -> list[str]:
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def small_pdf(lines: list[str]) -> bytes:
    """A page with a few lines in Latin letters."""
    shown = " ".join(f"({line.translate({40: 91, 41: 93, 92: 47})}) Tj T*" for line in lines)
    page = f"BT /F 12 Tf 16 TL 72 770 Td {shown} ET".encode("latin-1", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(out), len(parts) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        count, table, count, start,
    )  # fmt: skip
