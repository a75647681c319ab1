"""Every address of the project, and one row of every model that an address is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Account, ImportRun, ImportSource, Notice, Stakeholder, Team, User
from planning.models import Answer, Attachment, Comment, GateRecord, ObjectiveValue, Origin, PlanVersion, Question
from planning.services.stages import plan_frozen
from reviews.models import Decision, Document, ReviewTrigger
from scoring.engine import validity_report
from scoring.models import (
    GateWaiver,
    HealthOverride,
    Method,
    MethodDraft,
    Outcome,
    Respondent,
    ScoreSnapshot,
    ValidityReport,
)
from scoring.services.health import health_rescore
from tests import factories as make
from tests.conftest import Organisation

PDF = b"%PDF-1.7 a plan"
# Names whose `pk` is not that of the model which the guard names.
ROW_OF_NAME: dict[str, type[Model]] = {
    "accounts:person-edit": User,
    "accounts:person-let-in": User,
    "accounts:person-deactivate": User,
    "accounts:stakeholder-anonymise": Stakeholder,
    "accounts:stakeholder-readers": Stakeholder,
    "accounts:team-edit": Team,
    "accounts:team-delete": Team,
    "accounts:notice-open": Notice,
    "scoring:colleague-leaves": User,
    "scoring:handover-detail": User,  # no event of this id is a handing over
}


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    callback: Callable[..., Any]
    arguments: frozenset[str]

    @property
    def access(self) -> tuple[Any, type[Model] | None] | None:
        """What the guard left on the view: verb or ability, and model."""
        return getattr(self.callback, "access", None)

    @property
    def label(self) -> str:
        """The name and the view, for a message."""
        return f"{self.name or '(no name)'} ({self.callback.__module__}.{self.callback.__name__})"


def addresses() -> list[Address]:
    """Every pattern, the included ones too."""
    return list(_walk(get_resolver(), "", frozenset()))


def _walk(resolver: URLResolver, namespace: str, outer: frozenset[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name or ''}"
            yield Address(name, pattern.callback, outer | set(pattern.pattern.regex.groupindex))
        else:
            inner = outer | set(pattern.pattern.regex.groupindex)
            yield from _walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace, inner)


def rows_of(org: Organisation) -> dict[type[Model], Model]:
    """One row of every model with pages, all at the account of the organisation."""
    account, manager = org.account, org.manager
    rows: list[Model] = [account, org.member, *_records(account, manager), *_work(account, manager)]
    rows += [*_scores(account, org.leader), *_others(org)]
    rows.append(account.team_members.first())
    return {type(row): row for row in rows}


def _records(account: Account, manager: User) -> list[Model]:
    person = make.StakeholderFactory(account=account, name="Petra Buyer")
    return [
        person,
        make.LinkFactory(stakeholder=person, user=manager),
        make.InterestFactory(stakeholder=person),
        make.InfluenceLineFactory(source=person, target__name="Quinn Quality"),
        make.UnitFactory(account=account),
        make.OpportunityFactory(account=account),
        make.ContractFactory(account=account),
        make.IssueFactory(account=account),
        make.RevenueFactory(account=account),
        make.CompetitorFactory(account=account),
        make.InteractionFactory(account=account, author=manager),
        make.CellFactory(account=account),
        make.GapFactory(account=account, rule="G01"),
        *make.knowledge_rows(account),
    ]


def _work(account: Account, manager: User) -> list[Model]:
    plan = make.PlanFactory(account=account)
    review = make.ReviewFactory(account=account, plan=plan, lead=manager)
    path = Path(settings.KAM_FILES) / "plan.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    return [
        plan,
        PlanVersion.objects.create(plan=plan, label="1.0", content=plan_frozen(plan), by=manager),
        Answer.objects.create(plan=plan, question=Question.objects.get(code="N1"), text="Faster", author=manager),
        make.ExitFactory(account=account, plan=plan, serves_next=manager, proposed_by=manager),
        GateRecord.objects.create(plan=plan, from_stage="strategy", to_stage="research", direction="forward", by=manager),
        make.ObjectiveFactory(plan=plan),
        make.ActionFactory(account=account, plan=plan, owner=manager),
        make.RiskFactory(account=account, plan=plan),
        make.ResourceFactory(plan=plan, asked_by=manager),
        ObjectiveValue.objects.create(objective=make.ObjectiveFactory(plan=plan), day=make.TODAY, value=1),
        Origin.objects.create(
            account=account, source_kind="accounts.interaction", source_id=0, target_kind="planning.risk", target_id=0,
            by=manager,
        ),
        *make.unknown_rows(account, plan),
        review,
        Decision.objects.create(review=review, text="Go on", owner=manager, due_on=make.TODAY),
        _attached(account, manager),
        Comment.objects.create(
            account=account, plan=plan, question=Question.objects.get(code="N1"), text="Who says so?", author=manager
        ),
        ReviewTrigger.objects.create(account=account, kind="red", key="a", facts={"health": 30}, found_on=make.TODAY),
        Document.objects.create(
            account=account, plan=plan, plan_version="0.1", as_of=make.TODAY, file=path.name, sha256="0" * 64,
            size=len(PDF), pages=1, by=manager,
        ),
    ]  # fmt: skip


def _attached(account: Account, manager: User) -> Attachment:
    folder = Path(settings.KAM_FILES) / "attachments"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "proof").write_bytes(PDF)
    return Attachment.objects.create(
        account=account, name="proof.pdf", content_type="application/pdf", size=len(PDF), sha256="0" * 64,
        file="attachments/proof", by=manager,
    )  # fmt: skip


def _scores(account: Account, leader: User) -> list[Model]:
    assessment = make.AssessmentFactory(account=account, by=leader)
    wave = make.WaveFactory(account=account)
    asked = make.StakeholderFactory(account=account, name="Otto Operator")
    health_rescore(account_ids=[account.pk], today=make.TODAY)
    return [
        assessment,
        wave,
        GateWaiver.objects.create(
            assessment=assessment, gate="margin", by=leader, reason="Strategic", ends_on=make.TODAY + timedelta(days=90)
        ),
        Respondent.objects.create(wave=wave, stakeholder=asked),
        MethodDraft.objects.create(
            model="health", base="health-1", parameters=Method.objects.get(version="health-1").parameters, by=leader
        ),
        HealthOverride.objects.create(
            account=account, points=5, reason="New sponsor there", by=leader, starts_on=make.TODAY,
            ends_on=make.TODAY + timedelta(days=30),
        ),
        ScoreSnapshot.objects.filter(account=account).first(),
        Outcome.objects.create(
            account=account, kind="contract", origin="contract:0", from_on=make.TODAY, happened_on=make.TODAY, result="lost"
        ),
        ValidityReport.objects.create(
            day=make.TODAY, method=validity_report.METHOD, result=validity_report.report([], [], [])
        ),
    ]  # fmt: skip


def _others(org: Organisation) -> list[Model]:
    source = ImportSource.objects.create(name="CRM")
    return [
        org.south,
        make.ProductFactory(),
        ImportRun.objects.create(source=source, folder="none", by=org.administrator),
        Notice.objects.create(user=org.manager, kind="test", text="Look", url="/accounts/", dedupe_key="test"),
    ]


def url_of(address: Address, rows: dict[type[Model], Model]) -> str:
    """The address with the arguments it needs."""
    return reverse(address.name, kwargs={name: _argument(name, address, rows) for name in address.arguments})


def _argument(name: str, address: Address, rows: dict[type[Model], Model]) -> Any:
    if address.name.startswith("planning:row-") and name != "pk":
        need = next(row for model, row in rows.items() if model.__name__ == "Need")
        return {"code": "N3", "kind": "need", "row": need.pk}[name]
    if name == "pk":
        return _row(address, rows).pk
    fixed = {"token": "a:b:c", "kind": "accounts.account", "table": "accounts", "slug": "health-1", "file": 0, "unit": 0,
             "key": "none", "uidb36": "1", "provider_id": "company", "code": "A1", "format": "json", "source": "accounts.interaction", "what": "action",
             "gap": "G01", "model": "select", "part": "bands-health", "score": "health"}  # fmt: skip
    if name == "code":
        return Question.objects.first().code
    if name == "product":
        return next(row.pk for model, row in rows.items() if model.__name__ == "Product")
    return fixed[name]


def _row(address: Address, rows: dict[type[Model], Model]) -> Model:
    served = getattr(getattr(address.callback, "cls", None), "queryset", None)
    model = served.model if served is not None else ROW_OF_NAME.get(address.name) or (address.access or (None, None))[1]
    if model is None:
        model = {"product": "Product", "import": "ImportRun", "opportunity": "Opportunity", "record": "Account", "draft": "MethodDraft",
                 "field": "Account", "note": "Interaction"}[address.name.partition(":")[2].partition("-")[0]]  # fmt: skip
        return next(row for kind, row in rows.items() if kind.__name__ == model)
    return rows[model]
