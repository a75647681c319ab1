"""The API of plans and of what they hold. kam.api includes VIEWSETS; every change goes through a service."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin, ListModelMixin, RetrieveModelMixin, UpdateModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.access import AccountScoped, Verb, can, person_of, refusal, remember_standings
from accounts.api import ChildViewSet, ServiceAnswers
from accounts.models import Account, User
from accounts.selectors.leaders import may_decide
from planning.models import Action, Answer, Objective, ObjectiveValue, Origin, Plan, Resource, Risk
from planning.selectors.questions import sheet
from planning.selectors.records import summaries
from planning.serializers import (
    ActionSerializer,
    AnswerSerializer,
    DecisionSerializer,
    ObjectiveSerializer,
    ObjectiveValueSerializer,
    OriginSerializer,
    PlanSerializer,
    QuestionSerializer,
    ResourceSerializer,
    RiskSerializer,
)
from planning.services import answers, plans, resources, work


class PlanAnswers(ServiceAnswers):
    """Adds the states of a plan to what services raise."""

    def handle_exception(self, exc: Exception) -> Response:
        """409 for a plan that is closed, or a cycle that runs already."""
        if isinstance(exc, plans.PlanMoved):
            answer = {"detail": "This cycle is closed, or another one runs already."}
            return Response(answer, status.HTTP_409_CONFLICT)
        return super().handle_exception(exc)


class PlanViewSet(
    PlanAnswers, AccountScoped, CreateModelMixin, RetrieveModelMixin, UpdateModelMixin, ListModelMixin, GenericViewSet
):
    """Cycles of accounts, the latest first. They are closed, never deleted."""

    queryset = Plan.objects.select_related("account").order_by("-starts_on", "-pk")
    serializer_class = PlanSerializer
    filterset_fields = ("account", "status", "stage", "variant")

    @property
    def write_verb(self) -> Verb:
        """A cycle is started by who manages the account; its facts are changed by the account team."""
        return Verb.MANAGE if self.action == "create" else Verb.EDIT

    def prepare_page(self, rows: Sequence[Plan]) -> None:
        """The rights at all accounts of the page, with one query."""
        remember_standings(self.request.user, [row.account for row in rows])

    def perform_create(self, serializer: PlanSerializer) -> None:
        """Start a cycle."""
        account = serializer.validated_data["account"]
        self.check_target(account)
        serializer.instance = plans.plan_start(
            account=account, values=serializer.taken(), by=self.request.user, today=timezone.localdate()
        )

    def perform_update(self, serializer: PlanSerializer) -> None:
        """Change what was sent."""
        serializer.instance = plans.plan_update(
            plan=serializer.instance,
            changes=serializer.taken(),
            by=self.request.user,
            today=timezone.localdate(),
            version=serializer.validated_data.get("version"),
        )

    @extend_schema(responses=QuestionSerializer(many=True))
    @action(detail=True)
    def questions(self, request: Request, pk: str | None = None) -> Response:
        """What the plan asks, in the reader's language, with the state of each answer and the names of its rows."""
        del pk
        plan = self.get_object()
        sensitive = can(request.user, Verb.SENSITIVE, plan.account)
        items = sheet(plan, timezone.localdate(), sensitive=sensitive).items
        return Response([QuestionSerializer(item).data for item in items])


class AnswerFilter(django_filters.FilterSet):
    """By plan, account, code of the question, state, evidence."""

    account = django_filters.NumberFilter(field_name="plan__account")
    question = django_filters.CharFilter(field_name="question__code")

    class Meta:
        model = Answer
        fields = ("plan", "account", "question", "status", "evidence", "assigned_to")


class AnswerViewSet(
    PlanAnswers, AccountScoped, CreateModelMixin, RetrieveModelMixin, UpdateModelMixin, ListModelMixin, GenericViewSet
):
    """Answers of plans. To answer a question that has an answer already is to change it: send its version."""

    queryset = (
        Answer.objects.asked()
        .select_related("plan__account", "question")
        .order_by("plan_id", "question__order", "question_id")
    )
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter

    def prepare_page(self, rows: Sequence[Answer]) -> None:
        """The rights at all accounts of the page, with one query; the rows, with one a plan."""
        remember_standings(self.request.user, [row.plan.account for row in rows])
        codes: dict[Plan, list[str]] = {}
        for row in rows:
            codes.setdefault(row.plan, []).append(row.question.code)
        self.row_names = {
            plan.pk: {key: [] for key in asked} | summaries(plan, asked)
            for plan, asked in codes.items()
            if plan.is_active
        }

    def get_serializer_context(self) -> dict[str, Any]:
        """With the names of rows that were read for a page: one query a plan."""
        return {**super().get_serializer_context(), "row_names": getattr(self, "row_names", {})}

    def perform_create(self, serializer: AnswerSerializer) -> None:
        """Answer a question of a plan."""
        plan, question = serializer.validated_data["plan"], serializer.validated_data["question"]
        self.check_target(plan.account)
        self._save(serializer, Answer(plan=plan, question=question), version=0)

    def perform_update(self, serializer: AnswerSerializer) -> None:
        """Change what was sent."""
        self._save(serializer, serializer.instance, version=None)

    def _save(self, serializer: AnswerSerializer, row: Answer, *, version: int | None) -> None:
        saved = answers.answer_save(
            plan=row.plan,
            question=row.question,
            values=serializer.taken(),
            by=self.request.user,
            today=timezone.localdate(),
            version=serializer.validated_data.get("version", version),
        )
        serializer.instance = saved.answer


def _objective_make(*, account: Account, values: dict[str, Any], by: User) -> Objective:
    del account  # it is the plan's
    return work.objective_create(plan=values.pop("plan"), values=values, by=by)


class ObjectiveViewSet(ChildViewSet):
    """Objectives."""

    queryset = Objective.objects.select_related("account").order_by("pk")
    serializer_class = ObjectiveSerializer
    filterset_fields = ("account", "plan", "status", "owner")
    noun = "objective"
    make = staticmethod(_objective_make)
    change = staticmethod(work.objective_update)
    remove = staticmethod(work.objective_delete)


class ActionFilter(django_filters.FilterSet):
    """By account, owner, kind, day; open ones or done ones."""

    done = django_filters.BooleanFilter(field_name="done_on", lookup_expr="isnull", exclude=True)
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lt")
    due_after = django_filters.DateFilter(field_name="due_on", lookup_expr="gt")

    class Meta:
        model = Action
        fields = ("account", "plan", "objective", "owner", "kind", "done", "due_before", "due_after")


class ActionViewSet(ChildViewSet):
    """Actions."""

    queryset = Action.objects.select_related("account", "waits_for").order_by("pk")
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    noun = "action"
    make = staticmethod(work.action_create)
    change = staticmethod(work.action_update)
    remove = staticmethod(work.action_delete)


class RiskViewSet(ChildViewSet):
    """Risks."""

    queryset = Risk.objects.select_related("account").order_by("pk")
    serializer_class = RiskSerializer
    filterset_fields: ClassVar = ("account", "plan", "status", "kind", "owner")
    noun = "risk"
    make = staticmethod(work.risk_create)
    change = staticmethod(work.risk_update)
    remove = staticmethod(work.risk_delete)


class ResourceViewSet(PlanAnswers, ChildViewSet):
    """Resources that plans ask for; `decide` grants or refuses."""

    queryset = Resource.objects.select_related("account__sponsor").order_by("pk")
    serializer_class = ResourceSerializer
    filterset_fields: ClassVar = ("account", "plan", "status", "kind", "decider")
    noun = "resource"
    make = staticmethod(resources.resource_make)
    change = staticmethod(resources.resource_update)
    remove = staticmethod(resources.resource_delete)

    @property
    def write_verb(self) -> Verb:
        """Who decides need not edit: `decide` asks for the right to decide itself."""
        return Verb.VIEW if self.action == "decide" else Verb.EDIT

    @extend_schema(request=DecisionSerializer, responses=ResourceSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str | None = None) -> Response:
        """Grant or refuse."""
        del pk
        resource: Resource = self.get_object()
        if not may_decide(person_of(request), resource.account):
            raise PermissionDenied(refusal(person_of(request)))
        sent = DecisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        decided = resources.resource_decide(
            resource=resource, status=values.pop("status"), values=values, by=person_of(request),
            today=timezone.localdate(),
        )  # fmt: skip
        return Response(self.get_serializer(decided).data)


class ObjectiveValueViewSet(AccountScoped, RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """What objectives measured over time. The current value is changed at the objective."""

    queryset = ObjectiveValue.objects.select_related("objective__account").order_by("objective_id", "day")
    serializer_class = ObjectiveValueSerializer
    filterset_fields: ClassVar = {"objective": ["exact"], "objective__account": ["exact"], "day": ["gte", "lte"]}


class OriginViewSet(AccountScoped, RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """Which records were made of which notes."""

    queryset = Origin.objects.select_related("account").order_by("pk")
    serializer_class = OriginSerializer
    filterset_fields: ClassVar = ("account", "source_kind", "source_id", "target_kind", "target_id")


VIEWSETS = (
    ("plans", PlanViewSet),
    ("answers", AnswerViewSet),
    ("objectives", ObjectiveViewSet),
    ("actions", ActionViewSet),
    ("risks", RiskViewSet),
    ("resources", ResourceViewSet),
    ("objective-values", ObjectiveValueViewSet),
    ("origins", OriginViewSet),
)
