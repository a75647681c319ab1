"""The API of accounts and of what belongs to them. kam.api includes VIEWSETS; every change goes through a service."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError as ModelError
from django.db.models import Model, Prefetch, QuerySet
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.mixins import (
    CreateModelMixin,
    DestroyModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts import serializers
from accounts.access import Ability, AccountScoped, Verb, allowed, can, person_of, refusal, remember_standings, visible
from accounts.models import Account, Band, Contract, Interaction, Issue, KeyStatus, Opportunity, Stakeholder, User
from accounts.selectors.accounts import words_in_name
from accounts.services import accounts, contracts, dealings, deals, stakeholders
from accounts.services.anonymising import stakeholder_anonymise
from accounts.services.deleting import StillUsed
from accounts.services.money import money_facts_update
from accounts.services.reads import people_read, stakeholder_read
from accounts.services.rows import StaleRow


class ServiceAnswers:
    """Turns what services raise into answers of the API."""

    def handle_exception(self, exc: Exception) -> Response:
        """409 for what somebody else has changed or still uses, 400 for what cannot be."""
        if isinstance(exc, StaleRow):
            now = self.get_serializer(exc.row).data  # type: ignore[attr-defined]
            theirs = {name: now[name] for name in exc.fields if name in now}
            answer = {"detail": "Somebody else changed this.", "fields": exc.fields, "theirs": theirs}
            return Response({**answer, "version": getattr(exc.row, "version", None)}, status.HTTP_409_CONFLICT)
        if isinstance(exc, StillUsed):
            return Response({"detail": "Still used.", "where": exc.where}, status.HTTP_409_CONFLICT)
        if isinstance(exc, ModelError):
            exc = ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
        return super().handle_exception(exc)  # type: ignore[misc, no-any-return]


class AccountFilter(django_filters.FilterSet):
    """The filters of the list that most need."""

    q = django_filters.CharFilter(method="by_words", label="Words of the name, or how it sounds")
    key_status = django_filters.ChoiceFilter(choices=KeyStatus.choices)
    band = django_filters.ChoiceFilter(field_name="figures__health_band", choices=Band.choices)
    updated_since = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    archived = django_filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)
    manager = django_filters.NumberFilter()
    team = django_filters.NumberFilter()

    class Meta:
        model = Account
        fields = ("q", "key_status", "theme", "industry", "segment", "country", "manager", "team")

    def by_words(self, rows: QuerySet[Account], _name: str, value: str) -> QuerySet[Account]:
        """As the list of accounts searches."""
        return rows.filter(words_in_name(value))


class AccountViewSet(
    ServiceAnswers,
    AccountScoped,
    CreateModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
    ListModelMixin,
    GenericViewSet,
):
    """Customers, by name. They are archived, never deleted."""

    queryset = Account.objects.select_related("figures").order_by("sort_key", "pk")
    serializer_class = serializers.AccountSerializer
    filterset_class = AccountFilter
    http_method_names: ClassVar = ["get", "post", "put", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Account]:
        """The accounts that the person may see."""
        return visible(self.queryset.all(), self.request.user, ids_first=self.action == "list")

    def prepare_page(self, rows: Sequence[Account]) -> None:
        """Which of the parents may be named: one query for all."""
        self.open_parents = self._open(rows)

    def _open(self, rows: Sequence[Account]) -> set[int]:
        ids = {row.parent_id for row in rows if row.parent_id}
        return (
            set(visible(Account.objects.filter(pk__in=ids), self.request.user).values_list("pk", flat=True))
            if ids
            else set()
        )

    def get_object(self) -> Account:
        """The account, its parent checked."""
        account: Account = super().get_object()
        self.open_parents = self._open([account])
        return account

    def get_serializer_context(self) -> dict[str, Any]:
        """With the parents that may be named."""
        return {**super().get_serializer_context(), "open_parents": getattr(self, "open_parents", set())}

    def perform_create(self, serializer: serializers.AccountSerializer) -> None:
        """Enter a customer."""
        if not allowed(self.request.user, Ability.CREATE_ACCOUNT):
            raise PermissionDenied(refusal(self.request.user))
        serializer.instance = accounts.account_create(values=serializer.taken(), by=self.request.user)
        serializer.context["open_parents"] = self._open([serializer.instance])

    def perform_update(self, serializer: serializers.AccountSerializer) -> None:
        """Change what was sent."""
        serializer.instance = accounts.account_update(
            account=serializer.instance,
            changes=serializer.taken(),
            by=self.request.user,
            version=serializer.validated_data.get("version"),
        )
        serializer.context["open_parents"] = self._open([serializer.instance])

    @action(
        detail=True, methods=["get", "patch"], url_path="money-facts", serializer_class=serializers.MoneyFactsSerializer
    )
    def money_facts(self, request: Request, pk: str | None = None) -> Response:
        """What only people know about the money: spend that we could serve, margin, payment, credit, rivals."""
        del pk
        account = self.get_object()
        if request.method == "GET":
            return Response(self.get_serializer(account).data)
        sent = self.get_serializer(account, data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        version = sent.validated_data.get("version")
        account = money_facts_update(account=account, changes=sent.taken(), by=person_of(request), version=version)
        return Response(self.get_serializer(account).data)


class ChildViewSet(
    ServiceAnswers,
    AccountScoped,
    CreateModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
    DestroyModelMixin,
    ListModelMixin,
    GenericViewSet,
):
    """Rows of accounts. Each viewset names the services that make, change and remove them."""

    noun: str = ""
    make: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]

    def prepare_page(self, rows: Sequence[Any]) -> None:
        """The rights at all accounts of the page, with one query."""
        remember_standings(self.request.user, [row.account for row in rows])

    def perform_create(self, serializer: serializers.ChildSerializer) -> None:
        """Add a row to an account at which the person may edit."""
        account = serializer.validated_data["account"]
        self.check_target(account)
        serializer.instance = self.make(account=account, values=serializer.taken(), by=self.request.user)

    def perform_update(self, serializer: serializers.ChildSerializer) -> None:
        """Change what was sent."""
        serializer.instance = self.change(
            **{self.noun: serializer.instance},
            changes=serializer.taken(),
            by=self.request.user,
            version=serializer.validated_data.get("version"),
        )

    def perform_destroy(self, instance: Model) -> None:
        """Remove a row; the trail keeps it."""
        self.remove(**{self.noun: instance}, by=self.request.user)


class StakeholderViewSet(ChildViewSet):
    """People at customers."""

    queryset = Stakeholder.objects.select_related("account").order_by("pk")
    serializer_class = serializers.StakeholderSerializer
    filterset_fields = ("account", "unit", "status")
    noun = "stakeholder"
    make = staticmethod(stakeholders.stakeholder_create)
    change = staticmethod(stakeholders.stakeholder_update)
    remove = staticmethod(stakeholders.stakeholder_delete)

    def prepare_page(self, rows: Sequence[Stakeholder]) -> None:
        """Reading how people stand to us is in the trail."""
        super().prepare_page(rows)
        people_read(accounts={row.account_id: row.account for row in rows}.values(), by=self.request.user)

    def get_object(self) -> Stakeholder:
        """The person; who may read how they stand to us is recorded as a reader."""
        person: Stakeholder = super().get_object()
        if self.action == "retrieve" and can(self.request.user, Verb.SENSITIVE, person.account):
            stakeholder_read(stakeholder=person, by=self.request.user)
        return person

    @action(detail=True, methods=["post"])
    def anonymise(self, request: Request, pk: str | None = None) -> Response:
        """Make a person unknown for good; for administrators."""
        del pk
        if not allowed(request.user, Ability.ANONYMISE):
            raise PermissionDenied(refusal(request.user))
        person = stakeholder_anonymise(stakeholder=self.get_object(), by=request.user)
        return Response(self.get_serializer(person).data)


class OpportunityViewSet(ChildViewSet):
    """Deals that have a customer."""

    queryset = Opportunity.objects.filter(account__isnull=False).select_related("account").order_by("pk")
    serializer_class = serializers.OpportunitySerializer
    filterset_fields = ("account", "stage", "owner", "product", "is_renewal")
    noun = "opportunity"
    make = staticmethod(deals.opportunity_create)
    change = staticmethod(deals.opportunity_update)
    remove = staticmethod(deals.opportunity_delete)


class ContractViewSet(ChildViewSet):
    """Contracts."""

    queryset = Contract.objects.select_related("account").order_by("pk")
    serializer_class = serializers.ContractSerializer
    filterset_fields: ClassVar = {"account": ["exact"], "status": ["exact"], "ends_on": ["gte", "lte"]}
    noun = "contract"
    make = staticmethod(contracts.contract_create)
    change = staticmethod(contracts.contract_update)
    remove = staticmethod(contracts.contract_delete)


class IssueViewSet(ChildViewSet):
    """What goes wrong in delivery or service."""

    queryset = Issue.objects.select_related("account").order_by("pk")
    serializer_class = serializers.IssueSerializer
    filterset_fields: ClassVar = {"account": ["exact"], "severity": ["exact"], "closed_on": ["isnull", "gte"]}
    noun = "issue"
    make = staticmethod(dealings.issue_create)
    change = staticmethod(dealings.issue_update)
    remove = staticmethod(dealings.issue_delete)


def _interaction_make(*, account: Account, values: dict[str, Any], by: User) -> Interaction:
    people = {name: values.pop(name, []) for name in ("people", "stakeholders")}
    return dealings.interaction_create(account=account, values=values, by=by, **people)


def _interaction_change(
    *, interaction: Interaction, changes: dict[str, Any], by: User, version: int | None
) -> Interaction:
    people = {name: changes.pop(name, None) for name in ("people", "stakeholders")}
    return dealings.interaction_update(interaction=interaction, changes=changes, by=by, version=version, **people)


class InteractionViewSet(ChildViewSet):
    """Calls, meetings, visits and messages."""

    queryset = (
        Interaction.objects.select_related("account")
        .prefetch_related(
            Prefetch("people", User.objects.only("pk")), Prefetch("stakeholders", Stakeholder.objects.only("pk"))
        )
        .order_by("pk")
    )
    serializer_class = serializers.InteractionSerializer
    filterset_fields: ClassVar = {"account": ["exact"], "kind": ["exact"], "happened_on": ["gte", "lte"]}
    noun = "interaction"
    make = staticmethod(_interaction_make)
    change = staticmethod(_interaction_change)
    remove = staticmethod(dealings.interaction_delete)


VIEWSETS = (
    ("accounts", AccountViewSet),
    ("stakeholders", StakeholderViewSet),
    ("opportunities", OpportunityViewSet),
    ("contracts", ContractViewSet),
    ("issues", IssueViewSet),
    ("interactions", InteractionViewSet),
)
