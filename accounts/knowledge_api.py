"""The API of what we know of the customer's business, of rivals, white space, units and the account team."""

from functools import partial
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Verb, people_for
from accounts.api import ChildViewSet
from accounts.forms.knowledge import FORMS
from accounts.models import (
    Account,
    AccountFinancial,
    AccountTeamMember,
    Competitor,
    TeamRole,
    Unit,
    User,
    WhiteSpaceCell,
)
from accounts.selectors.knowledge import SECTIONS, Section
from accounts.serializers import ChildSerializer
from accounts.services import contracts, knowledge, team, units, white_space

NAMED = ("unit", "need", "improvement", "accepted_by", "confirmed_by")


class KnowledgeSerializer(ChildSerializer):
    """One row of a section of the customer page."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A year is recorded once."""
        attrs = super().validate(attrs)
        model = self.Meta.model  # type: ignore[attr-defined]
        if model is AccountFinancial and "year" in attrs:
            account = attrs.get("account") or self.instance.account
            there = AccountFinancial.objects.filter(account=account, year=attrs["year"])
            if there.exclude(pk=getattr(self.instance, "pk", None)).exists():
                raise serializers.ValidationError({"year": _("This year is recorded already. Edit that one.")})
        return attrs


def serializer_of(model: type[Model]) -> type[KnowledgeSerializer]:
    """The serializer of one section: the fields of its form."""
    fields = FORMS[model].Meta.fields
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": ("id", "version", "account", *fields, "updated_at"),
            "read_only_fields": ("updated_at",),
            "validators": [],
        },
    )
    own = tuple(name for name in NAMED if name in fields)
    doc = str(model._meta.verbose_name).capitalize() + "."
    return type(f"{model.__name__}Serializer", (KnowledgeSerializer,), {"Meta": meta, "own": own, "__doc__": doc})


def viewset_of(section: Section) -> type[ChildViewSet]:
    """The viewset of one section."""
    model = section.model
    values = {
        "queryset": model._default_manager.select_related("account").order_by("pk"),
        "serializer_class": serializer_of(model),
        "filterset_fields": ("account",),
        "noun": "row",
        "make": staticmethod(partial(knowledge.knowledge_create, model=model)),
        "change": staticmethod(knowledge.knowledge_update),
        "remove": staticmethod(knowledge.knowledge_delete),
        "__doc__": f"{str(model._meta.verbose_name_plural).capitalize()}.",
    }
    return type(f"{model.__name__}ViewSet", (ChildViewSet,), values)


class CompetitorSerializer(ChildSerializer):
    """A rival at an account."""

    own = ("unit",)

    class Meta:
        model = Competitor
        fields = (
            *("id", "version", "account", "name", "status", "unit", "product", "annual_amount", "currency"),
            *("better_at", "updated_at"),
        )
        read_only_fields = ("updated_at",)


class CompetitorViewSet(ChildViewSet):
    """Rivals at accounts."""

    queryset = Competitor.objects.select_related("account").order_by("pk")
    serializer_class = CompetitorSerializer
    filterset_fields = ("account", "status", "unit", "product")
    noun = "competitor"
    make = staticmethod(contracts.competitor_create)
    change = staticmethod(contracts.competitor_update)
    remove = staticmethod(contracts.competitor_delete)


class UnitSerializer(ChildSerializer):
    """A site, division or legal entity of the customer."""

    own = ("parent",)

    class Meta:
        model = Unit
        fields = (
            *("id", "version", "account", "name", "kind", "parent", "country", "city", "no_contact_reason"),
            "updated_at",
        )
        read_only_fields = ("updated_at",)
        validators: ClassVar[list[Any]] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A name is used once a customer."""
        attrs = super().validate(attrs)
        account = attrs.get("account") or self.instance.account
        namesakes = Unit.objects.filter(account=account, name=attrs.get("name", ""))
        if namesakes.exclude(pk=getattr(self.instance, "pk", None)).exists():
            raise serializers.ValidationError({"name": _("This customer has a unit of that name already.")})
        return attrs


class UnitViewSet(ChildViewSet):
    """Units of customers."""

    queryset = Unit.objects.select_related("account").order_by("pk")
    serializer_class = UnitSerializer
    filterset_fields = ("account", "kind")
    noun = "unit"
    make = staticmethod(units.unit_create)
    change = staticmethod(units.unit_update)
    remove = staticmethod(units.unit_delete)


class CellSerializer(ChildSerializer):
    """One product in one unit. To set a cell that exists already is to change it."""

    own = ("unit",)

    class Meta:
        model = WhiteSpaceCell
        fields = (
            *("id", "version", "account", "unit", "product", "status", "current_amount", "potential_amount"),
            *("currency", "note", "updated_at"),
        )
        read_only_fields = ("updated_at",)
        validators: ClassVar[list[Any]] = []

    def get_fields(self) -> dict[str, serializers.Field]:
        """A cell stays in its place."""
        fields = super().get_fields()
        if self.instance is not None:
            for name in ("unit", "product"):
                fields[name] = serializers.PrimaryKeyRelatedField(read_only=True)
        return fields


def _cell_make(*, account: Account, values: dict[str, Any], by: User) -> WhiteSpaceCell:
    place = {"unit": values.pop("unit", None), "product": values.pop("product")}
    return white_space.cell_set(account=account, values=values, by=by, **place)


class CellViewSet(ChildViewSet):
    """The white-space grid."""

    queryset = WhiteSpaceCell.objects.select_related("account", "unit", "product").order_by("pk")
    serializer_class = CellSerializer
    filterset_fields = ("account", "status", "unit", "product")
    noun = "cell"
    make = staticmethod(_cell_make)
    change = staticmethod(white_space.cell_update)
    remove = staticmethod(white_space.cell_delete)


class MemberSerializer(ChildSerializer):
    """One of our people on an account."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=TeamRole.choices), required=False)

    class Meta:
        model = AccountTeamMember
        fields = (
            *("id", "version", "account", "user", "roles", "deputy", "hours_per_week", "skills", "guest_from"),
            *("left_on", "updated_at"),
        )
        read_only_fields = ("updated_at",)
        validators: ClassVar[list[Any]] = []

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow who may be named; a membership stays with its person."""
        fields = super().get_fields()
        if self.knows_person:
            fields["user"].queryset = fields["deputy"].queryset = people_for(self.person)
        if self.instance is not None:
            fields["user"] = serializers.PrimaryKeyRelatedField(read_only=True)
        return fields


def _member_make(*, account: Account, values: dict[str, Any], by: User) -> AccountTeamMember:
    return team.member_add(account=account, user=values.pop("user"), values=values, by=by)


class MemberViewSet(ChildViewSet):
    """Account teams."""

    queryset = AccountTeamMember.objects.select_related("account", "user").order_by("pk")
    serializer_class = MemberSerializer
    filterset_fields = ("account", "user")
    write_verb = Verb.MANAGE
    noun = "member"
    make = staticmethod(_member_make)
    change = staticmethod(team.member_update)
    remove = staticmethod(team.member_delete)


PREFIXES = {
    "goal": "customer-goals", "need": "needs", "trend": "trends", "financial": "financials",
    "improvement": "improvements", "case": "value-cases", "proof": "value-proofs", "strength": "strengths",
    "idea": "ideas",
}  # fmt: skip
VIEWSETS: tuple[tuple[str, type[ChildViewSet]], ...] = (
    ("competitors", CompetitorViewSet),
    ("units", UnitViewSet),
    ("white-space", CellViewSet),
    ("team-members", MemberViewSet),
    *((PREFIXES[section.key], viewset_of(section)) for section in SECTIONS),
)
