"""Comments on answers and actions, and the people who are named in them."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Verb, can, viewers
from accounts.models import AuditEvent, Notice, User
from planning.mentions import mentions_in
from planning.models import Action, Comment, Plan, Question
from planning.services import comments as services
from tests.factories import ActionFactory, ObjectiveFactory, RiskFactory, UserFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "comments"}


def say(client, plan, text, code="N1", **headers):
    return client.post(reverse("planning:answer-comment-add", args=[plan.pk, code]), {"text": text}, headers=headers)


@pytest.fixture
def comment(org, plan):
    """The member's remark on N1."""
    question = Question.objects.get(code="N1")
    return services.comment_create(plan=plan, question=question, text="Who said so?", by=org.member)


# ---------------------------------------------------------------- saying


def test_comment_stands_beside_its_question_only(client, org, plan):
    client.force_login(org.member)
    assert say(client, plan, "Who said so?").url == f"{plan.get_absolute_url()}?q=N1#comments"
    assert b"Who said so?" in client.get(plan.get_absolute_url(), {"q": "N1"}).content
    assert b"Who said so?" not in client.get(plan.get_absolute_url(), {"q": "N3"}).content
    event = AuditEvent.objects.get(verb="comment.created")
    assert (event.by, event.account, event.is_sensitive) == (org.member, org.account, False)


def test_htmx_gets_the_comments_alone(client, org, plan):
    client.force_login(org.sponsor)
    answer = say(client, plan, "I meet her on Friday", **HTMX)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"I meet her on Friday" in answer.content


@pytest.mark.parametrize("text", ["", "   ", "x" * 4_001])
def test_nothing_and_too_much_are_refused(client, org, plan, text):
    client.force_login(org.member)
    assert say(client, plan, text, **HTMX).status_code == 422
    assert not Comment.objects.exists()


def test_closed_cycle_takes_no_comment_and_keeps_what_was_typed(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    client.force_login(org.member)
    answer = say(client, plan, "Too late", **HTMX)
    assert answer.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 404)])
def test_who_may_not_comment_cannot(client, org, plan, who, status):
    client.force_login(getattr(org, who))
    assert say(client, plan, "Hello").status_code == status


def test_comment_is_shown_as_text(client, org, plan):
    client.force_login(org.member)
    say(client, plan, "<script>alert(1)</script> @<b>")
    page = client.get(plan.get_absolute_url(), {"q": "N1"}).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("make", [ActionFactory, ObjectiveFactory, RiskFactory])
def test_the_work_of_a_plan_has_comments_too(client, org, plan, make):
    row = make(account=org.account, plan=plan, owner=org.member)
    noun = row._meta.model_name
    client.force_login(org.sponsor)
    said = {"text": "Not before June, @Mina Member"}
    url = reverse(f"planning:{noun}-detail", args=[row.pk])
    assert client.post(reverse(f"planning:{noun}-comment-add", args=[row.pk]), said).url == f"{url}#comments"
    assert b">@Mina Member</span>" in client.get(url).content
    notice = Notice.objects.get(kind="mention")
    assert (notice.user, notice.url) == (org.member, f"{url}#comments")
    assert row.title in notice.text
    client.force_login(org.manager)
    api = client.post(reverse("comment-list"), {noun: row.pk, "text": "In May"}, "application/json")
    assert (api.status_code, api.json()[noun]) == (201, row.pk)
    client.post(reverse(f"planning:{noun}-delete", args=[row.pk]))
    assert Comment.objects.filter(**{noun: row}).count() == 2


def test_a_comment_and_the_note_of_an_action_become_work(client, org, plan, comment):
    first = ActionFactory(account=org.account, owner=org.member, note="Ask the plant")
    client.force_login(org.manager)
    for kind, pk in (("planning.comment", comment.pk), ("planning.action", first.pk)):
        url = reverse("planning:note-make", args=[kind, pk, "action"])
        assert client.get(url).context["form"].initial["title"] in {"Who said so?", "Ask the plant"}
        answer = client.post(url, {"title": f"Out of {kind}", "kind": "general", "due_on": "2030-01-01"})
        assert answer.status_code == 302, answer.context["form"].errors
        made = Action.objects.get(title=f"Out of {kind}")
        page = client.get(reverse("planning:action-detail", args=[made.pk])).content.decode()
        assert ("Comment by Mina Member on N1" if "comment" in kind else first.title) in page
    client.force_login(org.leader)
    Comment.objects.filter(pk=comment.pk).update(question=Question.objects.get(code="P5"))
    assert client.get(reverse("planning:note-made", args=["planning.comment", comment.pk])).status_code == 404


def test_a_comment_is_about_one_thing(client, org, plan):
    risk, action = RiskFactory(account=org.account), ActionFactory(account=org.account)
    client.force_login(org.manager)
    both = {"risk": risk.pk, "action": action.pk, "text": "x"}
    assert client.post(reverse("comment-list"), both, "application/json").status_code == 400
    with pytest.raises(IntegrityError, match="comment_is_about_one_thing"), transaction.atomic():
        Comment.objects.create(account=org.account, risk=risk, action=action, text="x", author=org.manager)


@pytest.mark.parametrize("rows", [1, 3])
def test_comments_cost_the_same_queries_whatever_their_number(client, org, plan, rows, django_assert_max_num_queries):
    question = Question.objects.get(code="N1")
    for _number in range(rows):
        services.comment_create(plan=plan, question=question, text="Again @Mara Manager", by=org.member)
    client.force_login(org.manager)
    with django_assert_max_num_queries(15):
        client.get(plan.get_absolute_url(), {"q": "N1"})


# ---------------------------------------------------------------- naming


def test_named_person_is_told_in_the_app_and_by_mail_once(client, org, plan, django_capture_on_commit_callbacks):
    client.force_login(org.member)
    with django_capture_on_commit_callbacks(execute=True):
        say(client, plan, "@Mara Manager, is that so? @Mara Manager!")
    (notice,) = Notice.objects.filter(kind="mention")
    assert notice.user == org.manager
    assert notice.text == "Mina Member on N1, Aurora Foods: “@Mara Manager, is that so? @Mara Manager!”"
    assert notice.url.endswith("?q=N1#comments")
    (sent,) = mail.outbox
    assert sent.to == [org.manager.email]
    assert notice.text in sent.body


def test_who_wants_no_mail_is_told_in_the_app_alone(client, org, plan, django_capture_on_commit_callbacks):
    User.objects.filter(pk=org.manager.pk).update(mails_mentions=False)
    client.force_login(org.member)
    with django_capture_on_commit_callbacks(execute=True):
        say(client, plan, "@Mara Manager?")
    assert Notice.objects.filter(kind="mention", user=org.manager).count() == 1
    assert mail.outbox == []


def test_only_who_may_see_the_account_can_be_named(client, org, plan):
    client.force_login(org.member)
    say(client, plan, "@Stan Stranger @Mina Member @Lars Leader")
    assert [notice.user for notice in Notice.objects.filter(kind="mention")] == [org.leader]  # not oneself
    assert Comment.objects.get().mentions == ["Mina Member", "Lars Leader"]


def test_comment_on_a_sensitive_answer_is_for_who_may_read_the_answer(client, org, plan):
    client.force_login(org.member)
    say(client, plan, "She wants his chair. @Lars Leader @Mara Manager", "P5")
    (notice,) = Notice.objects.filter(kind="mention")
    assert notice.user == org.manager
    assert "chair" not in notice.text  # it goes by e-mail
    assert AuditEvent.objects.get(verb="comment.created").is_sensitive
    client.force_login(org.leader)
    assert b"his chair" not in client.get(plan.get_absolute_url(), {"q": "P5"}).content
    assert say(client, plan, "What?", "P5").status_code == 403


def test_viewers_are_those_whom_the_access_rule_lets_in(org):
    UserFactory(name="Gone", is_active=False)
    fresh = User.objects.in_bulk()
    for sensitive, verb in ((False, Verb.VIEW), (True, Verb.SENSITIVE)):
        found = set(viewers(org.account, sensitive=sensitive))
        assert found == {person for person in fresh.values() if can(person, verb, org.account)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ann and @Anna", ["Ann", "Anna"]),
        ("@Anna Berg comes", ["Anna Berg"]),
        ("@anna berg comes", ["anna berg"]),
        ("@Annabel", []),
        ("@王伟请看", ["王伟"]),
        ("mail ann@example.com", []),
        ("@ann@example.com", ["ann@example.com"]),
        ("@ Ann", []),
    ],
)
def test_the_longest_name_behind_an_at_counts(text, found):
    names = ("Ann", "Anna", "Anna Berg", "王伟")
    people = [User(pk=number, name=name, email=f"{name}@example.com".lower()) for number, name in enumerate(names)]
    assert [mention.words for mention in mentions_in(text, people)] == found


def test_namesakes_are_both_told_and_offered_by_address(client, org):
    twins = [UserFactory(name="Li Na", email=f"li{number}@example.com", role="administrator") for number in (1, 2)]
    assert set(mentions_in("@Li Na", twins)[0].people) == set(twins)
    client.force_login(org.member)
    offered = client.get(reverse("planning:mention-options", args=[org.account.pk]), {"q": "li n"}).json()
    assert [row["value"] for row in offered] == ["li1@example.com", "li2@example.com"]


def test_pick_list_offers_only_who_may_read(client, org):
    client.force_login(org.member)
    url = reverse("planning:mention-options", args=[org.account.pk])
    names = {row["label"] for row in client.get(url).json()}
    assert names == {"Ada Admin", "Arno Auditor", "Lars Leader", "Mara Manager", "Sven Sponsor"}
    assert [row["label"] for row in client.get(url, {"q": "ma"}).json()] == ["Mara Manager"]
    sensitive = {row["label"] for row in client.get(url, {"sensitive": "1"}).json()}
    assert sensitive == {"Ada Admin", "Mara Manager", "Sven Sponsor"}


# ---------------------------------------------------------------- own comments


def test_own_comment_is_put_differently_and_new_names_are_told(client, org, comment):
    client.force_login(org.member)
    url = reverse("planning:comment-edit", args=[comment.pk])
    client.post(url, {"text": "Who said so, @Mara Manager?", "version": comment.version})
    client.post(url, {"text": "Who said so, @Mara Manager? And when?", "version": comment.version + 1})
    comment.refresh_from_db()
    assert comment.text == "Who said so, @Mara Manager? And when?"
    assert comment.edited_at is not None
    assert Notice.objects.filter(kind="mention", user=org.manager).count() == 1
    assert AuditEvent.objects.filter(verb="comment.updated").count() == 2


def test_own_comment_edited_in_two_windows_is_not_overwritten(client, org, comment):
    client.force_login(org.member)
    url = reverse("planning:comment-edit", args=[comment.pk])
    client.post(url, {"text": "First", "version": 1})
    answer = client.post(url, {"text": "Second", "version": 1}, headers=HTMX)
    assert answer.status_code == 422
    assert b"Second" in answer.content
    assert Comment.objects.get().text == "First"


@pytest.mark.parametrize("view", ["comment-edit", "comment-delete"])
@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_comments_of_others_are_theirs(client, org, comment, view, who):
    client.force_login(getattr(org, who))
    assert client.post(reverse(f"planning:{view}", args=[comment.pk]), {"text": "x"}).status_code == 403
    assert Comment.objects.get().text == "Who said so?"


def test_deleted_comment_comes_back_with_its_names(client, org, plan):
    client.force_login(org.member)
    say(client, plan, "@Mara Manager?")
    comment = Comment.objects.get()
    answer = client.post(reverse("planning:comment-delete", args=[comment.pk]), follow=True)
    assert not Comment.objects.exists()
    client.post(list(answer.context["messages"])[-1].extra_tags)
    assert Comment.objects.get().parts == [("@Mara Manager", True), ("?", False)]


def test_sponsor_takes_an_own_comment_away(client, org, plan):
    client.force_login(org.sponsor)
    say(client, plan, "Hm")
    answer = client.post(reverse("planning:comment-delete", args=[Comment.objects.get().pk]))
    assert answer.status_code == 302
    assert not Comment.objects.exists()


# ---------------------------------------------------------------- API


def test_api_gives_and_takes_comments_within_the_access_rule(client, org, plan, comment):
    services.comment_create(
        plan=plan, question=Question.objects.get(code="P5"), text="She wants his chair", by=org.member
    )
    counts = {}
    for who in ("administrator", "member", "sponsor", "leader", "auditor", "stranger"):
        client.force_login(getattr(org, who))
        counts[who] = client.get("/api/v1/comments/").json()["count"]
    assert counts == {"administrator": 2, "member": 2, "sponsor": 2, "leader": 1, "auditor": 1, "stranger": 0}
    client.force_login(org.leader)
    sent = {"plan": plan.pk, "question": "N1", "text": "@Mara Manager look"}
    answer = client.post("/api/v1/comments/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["mentions"]) == (201, ["Mara Manager"])
    for wrong, status in (({"question": "P5"}, 403), ({"question": None}, 400)):
        answer = client.post("/api/v1/comments/", {**sent, **wrong}, content_type="application/json")
        assert answer.status_code == status
