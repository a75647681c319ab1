"""The API of what pulls a review forward, read only."""

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import AccountScoped
from reviews.models import ReviewTrigger
from reviews.triggers import trigger_words


class TriggerSerializer(serializers.ModelSerializer):
    """Something happened that pulls a review forward, in the reader's language too."""

    words = serializers.SerializerMethodField()

    class Meta:
        model = ReviewTrigger
        fields = (
            *("id", "version", "account", "kind", "words", "found_on", "review", "due_before", "has_made_review"),
            *("undone_on", "undone_by", "updated_at"),
        )
        read_only_fields = fields

    def get_words(self, instance: ReviewTrigger) -> str:
        """What happened, with its names and figures."""
        return trigger_words(instance.kind, instance.facts)


class TriggerViewSet(AccountScoped, ReadOnlyModelViewSet):
    """Reasons to meet earlier, the newest first."""

    queryset = ReviewTrigger.objects.select_related("account").order_by("-found_on", "-pk")
    serializer_class = TriggerSerializer
    filterset_fields = ("account", "kind", "review")


VIEWSETS = (("review-triggers", TriggerViewSet),)
