"""The API of scores: snapshots and assessments, both read only. kam.api includes VIEWSETS."""

import django_filters
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import AccountScoped
from scoring.models import Assessment, ScoreSnapshot
from scoring.serializers import AssessmentSerializer, ScoreSnapshotSerializer


class SnapshotFilter(django_filters.FilterSet):
    """One account at a time: there is one snapshot an account, model and night."""

    account = django_filters.NumberFilter(required=True)
    since = django_filters.DateFilter(field_name="day", lookup_expr="gte")
    until = django_filters.DateFilter(field_name="day", lookup_expr="lte")

    class Meta:
        model = ScoreSnapshot
        fields = ("account", "model", "since", "until")


class SnapshotViewSet(AccountScoped, ReadOnlyModelViewSet):
    """Scores of an account as they were, the newest first."""

    queryset = ScoreSnapshot.objects.select_related("account")
    serializer_class = ScoreSnapshotSerializer

    @property
    def filterset_class(self) -> type[SnapshotFilter] | None:
        """The account is asked for in lists; a single snapshot is known by its id."""
        return SnapshotFilter if self.action == "list" else None


class AssessmentFilter(django_filters.FilterSet):
    """By account, by what was decided, or only the newest of each account."""

    class Meta:
        model = Assessment
        fields = ("account", "status", "decision", "is_latest")


class AssessmentViewSet(AccountScoped, ReadOnlyModelViewSet):
    """Selection scorecards, the newest first."""

    queryset = Assessment.objects.select_related("account")
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter


VIEWSETS = (("snapshots", SnapshotViewSet), ("assessments", AssessmentViewSet))
