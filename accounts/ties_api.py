"""The API of who of ours knows whom at the customer, and of what those people want."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.access import Verb, may_ever, own_account_ids, people_for, person_of, remember_standings, visible
from accounts.api import ChildViewSet
from accounts.models import Interest, RelationshipLink, Role, Stakeholder
from accounts.serializers import VersionedSerializer
from accounts.services import links, stakeholders
from accounts.services.reads import people_read, stakeholder_read


class TieSerializer(VersionedSerializer):
    """A row of a person at the customer, who is named once, on creation, and never changes."""

    stakeholder = serializers.PrimaryKeyRelatedField(queryset=Stakeholder.objects.none())

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow who may be named."""
        fields: dict[str, Any] = super().get_fields()
        if self.knows_person:
            people = Stakeholder.objects.select_related("account")
            fields["stakeholder"].queryset = visible(people, self.person)
            if "user" in fields:
                fields["user"].queryset = people_for(self.person)
        if self.instance is not None:
            fields["stakeholder"] = serializers.PrimaryKeyRelatedField(read_only=True)
        return fields

    def taken(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in super().taken().items() if name != "stakeholder"}


class LinkSerializer(TieSerializer):
    """How well one of our people knows one of theirs."""

    class Meta:
        model = RelationshipLink
        fields = (
            *("id", "version", "stakeholder", "user", "strength", "wanted_strength", "last_contact_on", "rhythm_days"),
            *("is_primary", "updated_at"),
        )
        read_only_fields = ("updated_at",)


class InterestSerializer(TieSerializer):
    """What a person wants to achieve, or fears to lose."""

    class Meta:
        model = Interest
        fields = (
            *("id", "version", "stakeholder", "kind", "text", "strength", "effect", "mitigation", "updated_at"),
        )  # fmt: skip
        read_only_fields = ("updated_at",)


class TieViewSet(ChildViewSet):
    """Rows of people at customers."""

    def prepare_page(self, rows: Any) -> None:
        """Nothing of a tie asks for rights at its account."""

    def perform_create(self, serializer: TieSerializer) -> None:  # type: ignore[override]
        """Add a row to a person at an account at which the reader may write."""
        person = serializer.validated_data["stakeholder"]
        self.check_target(person.account)
        serializer.instance = self.make(stakeholder=person, values=serializer.taken(), by=person_of(self.request))


class LinkViewSet(TieViewSet):
    """Links between our people and theirs."""

    queryset = RelationshipLink.objects.select_related("stakeholder__account", "user").order_by("pk")
    serializer_class = LinkSerializer
    filterset_fields = ("stakeholder", "stakeholder__account", "user", "is_primary")
    noun = "link"
    make = staticmethod(links.link_create)
    change = staticmethod(links.link_update)
    remove = staticmethod(links.link_delete)


class InterestViewSet(TieViewSet):
    """Goals and threats of people, for who may read how they stand to us."""

    queryset = Interest.objects.select_related("stakeholder__account").order_by("pk")
    serializer_class = InterestSerializer
    filterset_fields = ("stakeholder", "stakeholder__account", "kind")
    write_verb = Verb.SENSITIVE
    noun = "interest"
    make = staticmethod(stakeholders.interest_create)
    change = staticmethod(stakeholders.interest_update)
    remove = staticmethod(stakeholders.interest_delete)

    def prepare_page(self, rows: Sequence[Interest]) -> None:
        """Reading how people stand to us is in the trail."""
        accounts = {row.stakeholder.account_id: row.stakeholder.account for row in rows}
        remember_standings(person_of(self.request), accounts.values())
        people_read(accounts=accounts.values(), by=person_of(self.request))

    def get_object(self) -> Interest:
        """One of them; who reads it is recorded."""
        interest: Interest = super().get_object()
        if self.action == "retrieve":
            stakeholder_read(stakeholder=interest.stakeholder, by=person_of(self.request))
        return interest

    def get_queryset(self) -> QuerySet[Interest]:
        """Only where the person may read what is sensitive: administrators everywhere, others where they serve."""
        rows, user = super().get_queryset(), person_of(self.request)
        if user.is_authenticated and user.role == Role.ADMINISTRATOR:
            return rows
        if not may_ever(user, Verb.SENSITIVE):
            return rows.none()
        return rows.filter(stakeholder__account_id__in=own_account_ids(user))


VIEWSETS = (("links", LinkViewSet), ("interests", InterestViewSet))
