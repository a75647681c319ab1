"""What the API gives of scores; they are computed, so they are read only."""

from rest_framework import serializers

from scoring.models import Assessment, Outcome, ScoreSnapshot


class ScoreSnapshotSerializer(serializers.ModelSerializer):
    """One score as it was, with its inputs and result."""

    class Meta:
        model = ScoreSnapshot
        fields = (
            "id",
            "account",
            "model",
            "method",
            "day",
            "taken_at",
            "trigger",
            "raw",
            "score",
            "coverage",
            "status",
            "band",
            "inputs",
            "result",
        )
        read_only_fields = fields


class AssessmentSerializer(serializers.ModelSerializer):
    """One selection scorecard."""

    class Meta:
        model = Assessment
        fields = (
            "id",
            "account",
            "method",
            "variant",
            "status",
            "is_latest",
            "made_on",
            "by",
            "inputs",
            "result",
            "total",
            "value_axis",
            "position_axis",
            "decision",
            "decision_reason",
            "decided_by",
            "decided_on",
        )
        read_only_fields = fields


class OutcomeSerializer(serializers.ModelSerializer):
    """What came of an account; worked out from its records, so it is mended there."""

    class Meta:
        model = Outcome
        fields = (
            *("id", "account", "kind", "origin", "from_on", "happened_on", "result", "is_by_hand"),
            *("before", "after", "change_pct", "noted_at"),
        )
        read_only_fields = fields
