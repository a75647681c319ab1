"""The API of who of ours knows whom at the customer, of what those people want, and of the lines between them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Verb, may_ever, own_account_ids, people_for, person_of, remember_standings, visible
from accounts.api import ChildViewSet
from accounts.models import InfluenceLine, Interest, RelationshipLink, Role, Stakeholder
from accounts.serializers import VersionedSerializer
from accounts.services import influence, links, stakeholders
from accounts.services.reads import people_read, stakeholder_read


class TieSerializer(VersionedSerializer):
    """A row of a person at the customer, who is named once, on creation, and never changes."""

    owner: ClassVar[str] = "stakeholder"
    fixed: ClassVar[tuple[str, ...]] = ("stakeholder",)  # people at the customer that a row keeps for good

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow who may be named."""
        fields: dict[str, Any] = super().get_fields()
        if self.knows_person:
            people = visible(Stakeholder.objects.select_related("account"), self.person)
            for name in self.fixed:
                fields[name].queryset = people
            if "user" in fields:
                fields["user"].queryset = people_for(self.person)
        if self.instance is not None:
            fields |= {name: serializers.PrimaryKeyRelatedField(read_only=True) for name in self.fixed}
        return fields

    def taken(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in super().taken().items() if name != self.owner}


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


class LineSerializer(TieSerializer):
    """Who sways whom, who is at odds with whom, who reports to whom without saying so."""

    owner = "source"
    fixed = ("source", "target")

    strength = serializers.IntegerField(min_value=1, max_value=3, required=False)

    class Meta:
        model = InfluenceLine
        fields = ("id", "version", "source", "target", "kind", "strength", "note", "updated_at")
        read_only_fields = ("updated_at",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A line joins two people of one customer."""
        attrs = super().validate(attrs)
        source, target = attrs.get("source"), attrs.get("target")
        if source is not None and target is not None:
            if source == target:
                raise serializers.ValidationError({"target": _("A line joins two different people.")})
            if source.account_id != target.account_id:
                raise serializers.ValidationError({"target": _("Both people must belong to one customer.")})
        return attrs


class TieViewSet(ChildViewSet):
    """Rows of people at customers; `owner` is the field that names the person."""

    owner: ClassVar[str] = "stakeholder"

    def prepare_page(self, rows: Any) -> None:
        """Nothing of a tie asks for rights at its account."""

    def perform_create(self, serializer: TieSerializer) -> None:  # type: ignore[override]
        """Add a row to a person at an account at which the reader may write."""
        person = serializer.validated_data[self.owner]
        self.check_target(person.account)
        serializer.instance = self.make(stakeholder=person, values=serializer.taken(), by=person_of(self.request))


class SensitiveTieViewSet(TieViewSet):
    """Rows for who may read how people stand to us; every read is in the trail."""

    write_verb = Verb.SENSITIVE

    def prepare_page(self, rows: Sequence[Model]) -> None:
        """Reading how people stand to us is in the trail."""
        people = [getattr(row, self.owner) for row in rows]
        accounts = {person.account_id: person.account for person in people}
        remember_standings(person_of(self.request), accounts.values())
        people_read(accounts=accounts.values(), by=person_of(self.request))

    def get_object(self) -> Any:
        """One of them; who reads it is recorded."""
        row = super().get_object()
        if self.action == "retrieve":
            stakeholder_read(stakeholder=getattr(row, self.owner), by=person_of(self.request))
        return row

    def get_queryset(self) -> QuerySet[Any]:
        """Only where the person may read what is sensitive: administrators everywhere, others where they serve."""
        rows, user = super().get_queryset(), person_of(self.request)
        if user.is_authenticated and user.role == Role.ADMINISTRATOR:
            return rows
        if not may_ever(user, Verb.SENSITIVE):
            return rows.none()
        return rows.filter(**{f"{self.owner}__account_id__in": own_account_ids(user)})


class LinkViewSet(TieViewSet):
    """Links between our people and theirs."""

    queryset = RelationshipLink.objects.select_related("stakeholder__account", "user").order_by("pk")
    serializer_class = LinkSerializer
    filterset_fields = ("stakeholder", "stakeholder__account", "user", "is_primary")
    noun = "link"
    make = staticmethod(links.link_create)
    change = staticmethod(links.link_update)
    remove = staticmethod(links.link_delete)


class InterestViewSet(SensitiveTieViewSet):
    """Goals and threats of people."""

    queryset = Interest.objects.select_related("stakeholder__account").order_by("pk")
    serializer_class = InterestSerializer
    filterset_fields = ("stakeholder", "stakeholder__account", "kind")
    noun = "interest"
    make = staticmethod(stakeholders.interest_create)
    change = staticmethod(stakeholders.interest_update)
    remove = staticmethod(stakeholders.interest_delete)


class LineViewSet(SensitiveTieViewSet):
    """Informal influence, conflicts and reporting between people of one customer."""

    queryset = InfluenceLine.objects.select_related("source__account", "target").order_by("pk")
    serializer_class = LineSerializer
    filterset_fields = ("source", "target", "source__account", "kind")
    owner = "source"
    noun = "line"
    make = staticmethod(influence.influence_line_create)
    change = staticmethod(influence.influence_line_update)
    remove = staticmethod(influence.influence_line_delete)


VIEWSETS = (("links", LinkViewSet), ("interests", InterestViewSet), ("influence-lines", LineViewSet))
