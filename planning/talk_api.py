"""The API of comments and attachments. Files themselves are attached and fetched by the browser."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import CreateModelMixin, ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from accounts.access import AccountScoped, Verb, can, refusal, visible
from planning.api import PlanAnswers
from planning.models import Action, Attachment, Comment, Objective, Plan, Question, Risk
from planning.models.comment import ROWS
from planning.selectors.evidence import readable
from planning.services.comments import comment_create


class AttachmentSerializer(serializers.ModelSerializer):
    """A file that proves an answer, or belongs to an account."""

    question = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Attachment
        fields = (*("id", "account", "plan", "question", "name", "content_type", "size", "sha256", "by", "created_at"),)
        read_only_fields = fields


class CommentSerializer(serializers.ModelSerializer):
    """What somebody said about an answer (plan and question), an action, an objective or a risk."""

    plan = serializers.PrimaryKeyRelatedField(queryset=Plan.objects.none(), required=False)
    question = serializers.SlugRelatedField(slug_field="code", queryset=Question.objects.asked(), required=False)
    action = serializers.PrimaryKeyRelatedField(queryset=Action.objects.none(), required=False)
    objective = serializers.PrimaryKeyRelatedField(queryset=Objective.objects.none(), required=False)
    risk = serializers.PrimaryKeyRelatedField(queryset=Risk.objects.none(), required=False)

    class Meta:
        model = Comment
        fields = (
            "id",
            "account",
            "plan",
            "question",
            *ROWS,
            "text",
            "mentions",
            "author",
            "created_at",
            "edited_at",
        )
        read_only_fields = ("account", "mentions", "author", "edited_at")

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow what may be spoken about."""
        fields = super().get_fields()
        if "request" in self.context and self.context["request"].user.is_authenticated:
            user = self.context["request"].user
            fields["plan"].queryset = visible(Plan.objects.select_related("account"), user)
            for name, model in zip(ROWS, (Action, Objective, Risk), strict=True):
                fields[name].queryset = visible(model.objects.select_related("account"), user)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """About one thing: an answer, or a row of the plan's work."""
        about = {name for name in ("plan", "question", *ROWS) if attrs.get(name)}
        if about not in ({"plan", "question"}, *({name} for name in ROWS)):
            raise serializers.ValidationError("Give plan and question, or an action, an objective or a risk.")
        return attrs


class TalkViewSet(AccountScoped):
    """Rows about sensitive answers only for who may read those."""

    def get_queryset(self) -> QuerySet[Any]:
        """What the person may read."""
        return readable(super().get_queryset(), self.request.user)  # type: ignore[attr-defined]


class AttachmentViewSet(TalkViewSet, ReadOnlyModelViewSet):
    """Files, the newest first; their content is at /attachments/ID/."""

    queryset = Attachment.objects.select_related("account", "question").order_by("-created_at", "-pk")
    serializer_class = AttachmentSerializer
    filterset_fields: ClassVar = ("account", "plan", "question__code")


class CommentViewSet(TalkViewSet, PlanAnswers, CreateModelMixin, RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """Comments, the newest first. They are changed on their pages."""

    queryset = Comment.objects.select_related("account", "question").order_by("-created_at", "-pk")
    serializer_class = CommentSerializer
    filterset_fields: ClassVar = ("account", "plan", "question__code", *ROWS, "author")
    write_verb = Verb.COMMENT

    def perform_create(self, serializer: CommentSerializer) -> None:
        """Say something; who is named in it is told."""
        values, user = dict(serializer.validated_data), self.request.user
        row = next((values.pop(name) for name in ROWS if values.get(name)), None)
        account = (row or values["plan"]).account
        self.check_target(account)
        question = values.get("question")
        if question is not None and question.is_sensitive and not can(user, Verb.SENSITIVE, account):
            raise PermissionDenied(refusal(user))
        serializer.instance = comment_create(by=user, row=row, **values)


VIEWSETS = (("attachments", AttachmentViewSet), ("comments", CommentViewSet))
