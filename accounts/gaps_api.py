"""The API of gaps of the map: read, put off, shown again. The rules alone open and close them."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.access import AccountScoped, person_of, remember_standings
from accounts.api import ServiceAnswers
from accounts.forms.gaps import too_early_or_late
from accounts.models import AccountGap
from accounts.selectors.gap_rows import text_of, unhidden
from accounts.services import gaps as services
from accounts.services.reads import people_read


class GapSerializer(serializers.ModelSerializer):
    """An open gap: which rule, since when, whom it concerns, and whether somebody put it off."""

    text = serializers.SerializerMethodField()
    is_snoozed = serializers.SerializerMethodField()

    class Meta:
        model = AccountGap
        fields = (
            *("id", "version", "account", "rule", "key", "severity", "text", "people", "opened_on", "last_seen_on"),
            *("snoozed_until", "snooze_reason", "snoozed_by", "is_snoozed", "returned_on"),
        )
        read_only_fields = fields

    def get_text(self, gap: AccountGap) -> str:
        """What is missing, in words."""
        return text_of(gap)

    def get_is_snoozed(self, gap: AccountGap) -> bool:
        """Put off to a day that has not come."""
        return gap.is_snoozed(timezone.localdate())


class SnoozeSerializer(serializers.Serializer):
    """Until when, and why; with the `version` that was read, a conflict is told (409)."""

    snoozed_until = serializers.DateField()
    snooze_reason = serializers.CharField(max_length=300)
    version = serializers.IntegerField(required=False)

    def validate_snoozed_until(self, day: date) -> date:
        """A day ahead, within a year."""
        if words := too_early_or_late(day, timezone.localdate()):
            raise serializers.ValidationError(words)
        return day


class GapViewSet(ServiceAnswers, AccountScoped, RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """Open gaps of the maps. Those that tell how somebody stands to us are for who may read that."""

    queryset = AccountGap.objects.open().select_related("account").order_by("pk")
    serializer_class = GapSerializer
    filterset_fields: ClassVar = ("account", "rule", "severity")

    def get_queryset(self) -> QuerySet[AccountGap]:
        """The gaps that the person may see."""
        return unhidden(super().get_queryset(), person_of(self.request))

    def prepare_page(self, rows: Sequence[AccountGap]) -> None:
        """Reading how people stand to us is in the trail."""
        remember_standings(person_of(self.request), [row.account for row in rows])
        sensitive = {row.account_id: row.account for row in rows if row.is_sensitive}
        people_read(accounts=sensitive.values(), by=person_of(self.request))

    def get_object(self) -> AccountGap:
        """The gap; who reads how people stand to us is recorded."""
        gap: AccountGap = super().get_object()
        if gap.is_sensitive and self.action == "retrieve":
            people_read(accounts=[gap.account], by=person_of(self.request))
        return gap

    @action(detail=True, methods=["post"], serializer_class=SnoozeSerializer)
    def snooze(self, request: Request, pk: str | None = None) -> Response:
        """Put the gap off until a day."""
        del pk
        gap = self.get_object()
        sent = SnoozeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        version = values.pop("version", None)
        services.gap_snooze(gap=gap, changes=values, by=person_of(request), today=timezone.localdate(), version=version)
        return self._now(gap)

    @action(detail=True, methods=["post"], serializer_class=GapSerializer)
    def wake(self, request: Request, pk: str | None = None) -> Response:
        """Show the gap again."""
        del pk
        gap = self.get_object()
        services.gap_wake(gap=gap, by=person_of(request), today=timezone.localdate())
        return self._now(gap)

    def _now(self, gap: AccountGap) -> Response:
        gap.refresh_from_db()
        return Response(GapSerializer(gap, context=self.get_serializer_context()).data)


VIEWSETS = (("gaps", GapViewSet),)
