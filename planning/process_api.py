"""The API of the process, read only: stages that were passed with their checks, and accounts that leave."""

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import AccountScoped
from planning.models import ExitDecision, GateRecord


class GateSerializer(serializers.ModelSerializer):
    """One passing of a stage: every check as it was, in both languages."""

    class Meta:
        model = GateRecord
        fields = ("id", "plan", "from_stage", "to_stage", "direction", "checks", "is_override", "reason", "by", "at")
        read_only_fields = fields


class GateViewSet(AccountScoped, ReadOnlyModelViewSet):
    """Stages that plans have passed, the newest first."""

    queryset = GateRecord.objects.select_related("plan__account").order_by("-at", "-pk")
    serializer_class = GateSerializer
    filterset_fields = ("plan", "plan__account", "from_stage", "direction", "is_override")


class ExitSerializer(serializers.ModelSerializer):
    """An account leaves the programme. It is proposed and decided on its pages."""

    class Meta:
        model = ExitDecision
        fields = (
            *("id", "version", "account", "plan", "assessment", "status", "reason", "serves_next", "handover_on"),
            *("plan_fate", "promise_fate", "note", "proposed_by", "proposed_on", "decided_by", "decided_on"),
            *("decided_note", "handed_over_on", "updated_at"),
        )
        read_only_fields = fields


class ExitViewSet(AccountScoped, ReadOnlyModelViewSet):
    """Decisions to leave the programme, the newest first."""

    queryset = ExitDecision.objects.select_related("account").order_by("-proposed_on", "-pk")
    serializer_class = ExitSerializer
    filterset_fields = ("account", "status")


VIEWSETS = (("gates", GateViewSet), ("exits", ExitViewSet))
