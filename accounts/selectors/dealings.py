"""Issues and interactions of an account, as lists show them."""

from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from accounts.models import Account, Interaction, Issue, Stakeholder, User

SEVERITY_ORDER = Case(
    When(severity=Issue.Severity.CRITICAL, then=Value(0)),
    When(severity=Issue.Severity.MAJOR, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What the list of issues is narrowed to."""

    status: str = "open"  # open, closed, all
    severity: str = ""


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """What the list of interactions is narrowed to."""

    q: str = ""
    kind: str = ""
    stakeholder: Stakeholder | None = None


def issues(account: Account, narrow: IssueFilter) -> QuerySet[Issue]:
    """Issues, the open and severe ones first."""
    rows = Issue.objects.filter(account=account).select_related("owner")
    if narrow.status == "open":
        rows = rows.filter(closed_on=None)
    elif narrow.status == "closed":
        rows = rows.exclude(closed_on=None)
    if narrow.severity:
        rows = rows.filter(severity=narrow.severity)
    return rows.order_by(F("closed_on").desc(nulls_first=True), SEVERITY_ORDER, "opened_on", "pk")


def interactions(account: Account, narrow: InteractionFilter) -> QuerySet[Interaction]:
    """Interactions with the people in them, the latest first."""
    rows = Interaction.objects.filter(account=account)
    if narrow.q:
        rows = rows.filter(summary__icontains=narrow.q)
    if narrow.kind:
        rows = rows.filter(kind=narrow.kind)
    if narrow.stakeholder:
        rows = rows.filter(stakeholders=narrow.stakeholder)
    return _with_people(rows)


def interactions_with(stakeholder: Stakeholder) -> QuerySet[Interaction]:
    """What happened with one person, the latest first."""
    return _with_people(Interaction.objects.filter(stakeholders=stakeholder))


def interaction_in_full(interaction: Interaction) -> Interaction:
    """One interaction with the people in it."""
    return _with_people(Interaction.objects.filter(pk=interaction.pk)).get()


def _with_people(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    people = Prefetch("people", User.objects.only("name", "email"))
    theirs = Prefetch("stakeholders", Stakeholder.objects.only("name"))  # nothing that is sensitive
    return rows.select_related("author").prefetch_related(people, theirs).order_by("-happened_on", "-pk")
