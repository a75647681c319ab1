"""The API of scores: snapshots, assessments and outcomes, all read only. kam.api includes VIEWSETS."""

import django_filters
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import AccountScoped
from scoring.models import Assessment, Outcome, ScoreSnapshot
from scoring.serializers import AssessmentSerializer, OutcomeSerializer, ScoreSnapshotSerializer


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


class OutcomeFilter(django_filters.FilterSet):
    """By account, kind and result, and from a day on."""

    since = django_filters.DateFilter(field_name="happened_on", lookup_expr="gte")
    until = django_filters.DateFilter(field_name="happened_on", lookup_expr="lte")

    class Meta:
        model = Outcome
        fields = ("account", "kind", "result", "since", "until")


class OutcomeViewSet(AccountScoped, ReadOnlyModelViewSet):
    """What came of accounts (contract ends, revenue, first purchases, key status), the newest first."""

    queryset = Outcome.objects.select_related("account")
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter


VIEWSETS = (("snapshots", SnapshotViewSet), ("assessments", AssessmentViewSet), ("outcomes", OutcomeViewSet))
