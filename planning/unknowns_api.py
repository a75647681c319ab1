"""The API of assumptions, knowledge gaps and growth targets."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Verb, can
from accounts.api import ChildViewSet
from accounts.models import User
from planning.models import Assumption, GrowthTarget, KnowledgeGap, Question
from planning.serializers import OwnedSerializer
from planning.services import unknowns


class AssumptionSerializer(OwnedSerializer):
    """What we believe without having checked it."""

    own = ("plan",)
    question = serializers.SlugRelatedField(
        slug_field="code", queryset=Question.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Assumption
        fields = (
            *("id", "version", "account", "plan", "question", "title", "owner", "check_by", "status", "updated_at"),
        )
        read_only_fields = ("updated_at",)

    def to_representation(self, instance: Assumption) -> dict[str, Any]:
        """What stands for a sensitive answer is not shown without the right to it."""
        shown = super().to_representation(instance)
        if instance.is_confidential and not can(self.person, Verb.SENSITIVE, instance.account):
            del shown["title"]
        return shown


class AssumptionViewSet(ChildViewSet):
    """Assumptions."""

    queryset = Assumption.objects.select_related("account", "question").order_by("pk")
    serializer_class = AssumptionSerializer
    filterset_fields = ("account", "plan", "status", "owner")
    noun = "assumption"
    make = staticmethod(unknowns.assumption_create)
    change = staticmethod(unknowns.assumption_update)
    remove = staticmethod(unknowns.assumption_delete)


class KnowledgeGapSerializer(OwnedSerializer):
    """A missing fact. Owner and day are those of its action "find out"."""

    own = ("plan", "ask")
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.none(), required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)

    class Meta:
        model = KnowledgeGap
        fields = (
            *("id", "version", "account", "plan", "title", "priority", "ask", "owner", "due_on", "action", "finding"),
            "updated_at",
        )
        read_only_fields = ("action", "updated_at")


class KnowledgeGapViewSet(ChildViewSet):
    """Facts that are missing."""

    queryset = KnowledgeGap.objects.select_related("account", "action__owner").order_by("pk")
    serializer_class = KnowledgeGapSerializer
    filterset_fields = ("account", "plan", "priority")
    noun = "knowledge_gap"
    make = staticmethod(unknowns.gap_create)
    change = staticmethod(unknowns.gap_update)
    remove = staticmethod(unknowns.gap_delete)


class GrowthTargetSerializer(OwnedSerializer):
    """What a year may bring."""

    own = ("plan",)

    class Meta:
        model = GrowthTarget
        fields = ("id", "version", "account", "plan", "year", "amount", "currency", "depends_on", "updated_at")
        read_only_fields = ("updated_at",)
        validators: ClassVar[list[Any]] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A year has one target."""
        attrs = super().validate(attrs)
        account = attrs.get("account") or self.instance.account
        there = GrowthTarget.objects.filter(account=account, year=attrs.get("year"))
        if there.exclude(pk=getattr(self.instance, "pk", None)).exists():
            raise serializers.ValidationError({"year": _("This year has a target already. Edit that one.")})
        return attrs


class GrowthTargetViewSet(ChildViewSet):
    """Growth targets by year."""

    queryset = GrowthTarget.objects.select_related("account").order_by("pk")
    serializer_class = GrowthTargetSerializer
    filterset_fields = ("account", "plan", "year")
    noun = "growth_target"
    make = staticmethod(unknowns.target_create)
    change = staticmethod(unknowns.target_update)
    remove = staticmethod(unknowns.target_delete)


VIEWSETS = (
    ("assumptions", AssumptionViewSet),
    ("knowledge-gaps", KnowledgeGapViewSet),
    ("growth-targets", GrowthTargetViewSet),
)
