"""What the API gives and takes of plans. Foreign keys are narrowed to what the person may choose."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Verb, can, people_for, visible
from accounts.serializers import ChildSerializer, VersionedSerializer
from planning.measures import MEASURES, in_words
from planning.models import (
    Action,
    Answer,
    Objective,
    ObjectiveValue,
    Origin,
    Plan,
    Question,
    Resource,
    Risk,
)
from planning.selectors.questions import Item
from planning.selectors.records import row_names


class OwnedSerializer(ChildSerializer):
    """A row of an account that one of us owns."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow who may own it."""
        fields = super().get_fields()
        if self.knows_person and "owner" in fields:
            fields["owner"].queryset = people_for(self.person)
        return fields


class PlanSerializer(ChildSerializer):
    """A cycle of an account. Its stage is moved, and it is approved and closed, on its pages only."""

    class Meta:
        model = Plan
        fields = (
            *("id", "version", "account", "name", "variant", "status", "stage", "stage_since", "starts_on", "ends_on"),
            *("is_protect_goal", "growth_baseline", "growth_target", "growth_target_on", "currency", "charter"),
            *("asks", "asks_outcome", "sponsor_agreed_on", "partnership_note", "version_label", "approved_at"),
            *("approved_by", "absence_reason", "customer_agreed_on", "customer_agreed_with", "updated_at"),
        )
        read_only_fields = (
            *("status", "stage", "stage_since", "currency", "version_label", "approved_at", "approved_by"),
            *("absence_reason", "updated_at"),
        )

    own = ("customer_agreed_with",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A cycle ends after it starts, and its name is used once an account."""
        attrs = super().validate(attrs)
        starts = attrs.get("starts_on", getattr(self.instance, "starts_on", None))
        ends = attrs.get("ends_on", getattr(self.instance, "ends_on", None))
        if starts and ends and ends <= starts:
            raise serializers.ValidationError({"ends_on": _("The cycle must end after it starts.")})
        account = attrs.get("account") or self.instance.account
        namesakes = Plan.objects.filter(account=account, name=attrs.get("name", ""))
        if namesakes.exclude(pk=getattr(self.instance, "pk", None)).exists():
            raise serializers.ValidationError({"name": _("This account has a cycle of that name.")})
        return attrs


class QuestionSerializer(serializers.Serializer):
    """One question of a plan. Of a hidden answer it is told that there is one, not what it says."""

    code = serializers.CharField()
    text = serializers.CharField(source="question.text")
    kind = serializers.CharField(source="question.kind")
    category = serializers.CharField(source="question.category")
    choices = serializers.ListField(source="question.choices_en")
    stage = serializers.CharField(source="question.stage")
    is_core = serializers.BooleanField(source="question.is_core")
    status = serializers.CharField()
    is_assumed = serializers.BooleanField()
    is_stale = serializers.BooleanField()
    is_hidden = serializers.BooleanField()
    rows = serializers.SerializerMethodField()

    def get_rows(self, item: Item) -> list[str]:
        """Names of the records that answer it."""
        return [] if item.is_hidden else list(item.rows or ())


class AnswerSerializer(VersionedSerializer):
    """What a plan says to a question, named by its code. Status, author and day follow from what is said."""

    WORDS: ClassVar = ("choice", "text", "evidence", "source_note", "not_relevant_reason")

    plan = serializers.PrimaryKeyRelatedField(queryset=Plan.objects.none())
    question = serializers.SlugRelatedField(slug_field="code", queryset=Question.objects.asked())

    rows = serializers.SerializerMethodField()

    class Meta:
        model = Answer
        fields = (
            *("id", "version", "plan", "question", "status", "choice", "text", "evidence", "source_note"),
            *("not_relevant_reason", "author", "answered_on", "review_by", "assigned_to", "due_on", "updated_at"),
            "rows",
        )
        read_only_fields = ("status", "author", "answered_on", "assigned_to", "due_on", "updated_at")
        # A question that is answered already is answered anew: the service compares the versions.
        validators: ClassVar = []

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow the plans; plan and question never change."""
        fields = super().get_fields()
        if self.knows_person:
            fields["plan"].queryset = visible(Plan.objects.select_related("account"), self.person)
        if self.instance is not None:
            fields["plan"] = serializers.PrimaryKeyRelatedField(read_only=True)
            fields["question"] = serializers.SlugRelatedField(slug_field="code", read_only=True)
        return fields

    def taken(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in super().taken().items() if name not in {"plan", "question"}}

    def get_rows(self, instance: Answer) -> list[str]:
        """The names of the records that are its rows; each has an address of its own."""
        if not instance.plan.is_active:
            return list(instance.kept)
        known = self.context.get("row_names", {}).get(instance.plan_id, {})
        code = instance.question.code
        return known[code] if code in known else row_names(instance.plan, code)

    def to_representation(self, instance: Answer) -> dict[str, Any]:
        """Without the right to what is sensitive, the words about persons are not there at all."""
        shown = super().to_representation(instance)
        if instance.status == Answer.Status.ANSWERED and not instance.has_words and not shown["rows"]:
            shown["status"] = Answer.Status.OPEN.value
        if instance.question.is_sensitive and not can(self.person, Verb.SENSITIVE, instance.plan.account):
            for name in (*self.WORDS, "rows"):
                del shown[name]
        return shown

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A choice is one of the question's; nobody writes what they may not read."""
        question: Question = attrs.get("question") or self.instance.question
        plan: Plan = attrs.get("plan") or self.instance.plan
        if question.is_sensitive and not can(self.person, Verb.SENSITIVE, plan.account):
            raise serializers.ValidationError(_("How people stand to us is for the account team and its sponsor."))
        if attrs.get("choice") and attrs["choice"] not in question.choices_en:
            raise serializers.ValidationError({"choice": _("This is not one of the choices of this question.")})
        return attrs


class ObjectiveSerializer(OwnedSerializer):
    """One of two to five aims of a plan."""

    own = ("plan", "accepted_by")
    measured_by = serializers.ChoiceField(choices=sorted(MEASURES), required=False, allow_blank=True)
    how = serializers.SerializerMethodField()
    progress = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Objective
        fields = (
            *("id", "version", "account", "plan", "title", "measure", "unit", "baseline", "target", "current"),
            *("current_on", "measured_by", "measured_from", "how", "progress", "due_on", "owner"),
            *("aim", "improves_customer", "customer_value", "accepted_by", "status", "closed_on", "outcome"),
            "updated_at",
        )
        read_only_fields = ("updated_at",)

    def get_fields(self) -> dict[str, serializers.Field]:
        """An objective stays in its plan."""
        fields = super().get_fields()
        if self.instance is not None:
            fields["plan"] = serializers.PrimaryKeyRelatedField(read_only=True)
        return fields

    def get_how(self, row: Objective) -> str:
        """What the current value was computed from, in words; empty when it was typed."""
        return in_words(row.measured_by, row.measured_facts)


class ObjectiveValueSerializer(serializers.ModelSerializer):
    """What an objective measured on a day."""

    class Meta:
        model = ObjectiveValue
        fields = ("id", "objective", "day", "value", "is_computed", "facts")
        read_only_fields = fields


class ActionSerializer(OwnedSerializer):
    """A thing that one of us does by a day."""

    own = ("plan", "objective", "stakeholder", "waits_for")
    is_blocked = serializers.BooleanField(read_only=True)

    class Meta:
        model = Action
        fields = (
            *("id", "version", "account", "plan", "objective", "stakeholder", "title", "kind", "owner", "due_on"),
            *("done_on", "waits_for", "is_blocked", "owner_unit", "note", "updated_at"),
        )
        read_only_fields = ("updated_at",)


class RiskSerializer(OwnedSerializer):
    """What could go wrong."""

    own = ("plan",)
    probability = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    impact = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)

    class Meta:
        model = Risk
        fields = (
            *("id", "version", "account", "plan", "title", "kind", "probability", "impact", "owner", "mitigation"),
            *("check_on", "status", "closed_on", "outcome", "updated_at"),
        )
        read_only_fields = ("updated_at",)


class ResourceSerializer(OwnedSerializer):
    """Money, hours or help that a plan asks for. It is decided with a POST to `decide`."""

    own = ("plan", "objective")

    class Meta:
        model = Resource
        fields = (
            *("id", "version", "account", "plan", "objective", "title", "kind", "amount", "currency", "hours"),
            *("reason", "needed_on", "asked_by", "decider", "status", "decided_by", "decided_on", "granted_amount"),
            *("granted_hours", "decision_note", "updated_at"),
        )
        read_only_fields = (
            *("asked_by", "status", "decided_by", "decided_on", "granted_amount", "granted_hours", "decision_note"),
            "updated_at",
        )

    def get_fields(self) -> dict[str, serializers.Field]:
        """A resource stays in its plan; one of us decides."""
        fields = super().get_fields()
        if self.instance is not None:
            fields["plan"] = serializers.PrimaryKeyRelatedField(read_only=True)
        if self.knows_person:
            fields["decider"].queryset = people_for(self.person)
        return fields


class DecisionSerializer(serializers.Serializer):
    """Granted (all of it, unless a part is named) or refused, with the reason."""

    status = serializers.ChoiceField(choices=[Resource.Status.GRANTED, Resource.Status.REFUSED])
    granted_amount = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=0, required=False)
    granted_hours = serializers.IntegerField(min_value=0, required=False)
    decision_note = serializers.CharField(required=False, allow_blank=True, max_length=2_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A refusal says why."""
        if attrs["status"] == Resource.Status.REFUSED and not attrs.get("decision_note"):
            raise serializers.ValidationError({"decision_note": _("Say why, so that the team can plan without it.")})
        return attrs


class OriginSerializer(serializers.ModelSerializer):
    """Of which note a record was made; the words themselves stand in the note."""

    class Meta:
        model = Origin
        fields = ("id", "account", "source_kind", "source_id", "target_kind", "target_id", "by", "created_at")
        read_only_fields = fields
