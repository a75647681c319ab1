"""What the API gives and takes of accounts. Foreign keys are narrowed to what the person may choose."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Verb, can, people_for, sees_after, teams_for, visible
from accounts.customer_languages import LANGUAGES
from accounts.models import (
    Account,
    AccountFigures,
    Contract,
    DecisionRole,
    Interaction,
    Issue,
    Opportunity,
    Product,
    Stakeholder,
    Team,
    User,
)


class FiguresSerializer(serializers.ModelSerializer):
    """The figures at a glance: computed, so read only. Unknown is null, never zero."""

    class Meta:
        model = AccountFigures
        fields = (
            *("health", "health_band", "health_coverage", "health_delta", "health_on", "viability", "box", "cis"),
            *("cis_low", "cis_high", "cis_on", "completeness", "stage", "next_review_on", "next_contract_end_on"),
            *("overdue_actions", "open_actions", "gap_count", "revenue_12m", "pipeline_weighted", "white_space"),
        )
        read_only_fields = fields


class VersionedSerializer(serializers.ModelSerializer):
    """A row that two people may edit: send back the `version` that you have read, and a conflict is told (409)."""

    version = serializers.IntegerField(required=False)

    @property
    def person(self) -> User:
        """Who asks."""
        return self.context["request"].user  # type: ignore[no-any-return]

    @property
    def knows_person(self) -> bool:
        """Whether anybody asks; nobody does while the API's description is written."""
        return "request" in self.context and self.person.is_authenticated

    def taken(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.validated_data.items() if name not in {"version", "account"}}


class AccountSerializer(VersionedSerializer):
    """A customer."""

    figures = FiguresSerializer(read_only=True)
    parent = serializers.PrimaryKeyRelatedField(queryset=Account.objects.none(), required=False, allow_null=True)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.none(), required=False, allow_null=True)
    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.none(), required=False, allow_null=True)
    sponsor = serializers.PrimaryKeyRelatedField(queryset=User.objects.none(), required=False, allow_null=True)
    language = serializers.ChoiceField(choices=list(LANGUAGES.items()), required=False)

    class Meta:
        model = Account
        fields = (
            *("id", "version", "name", "key_status", "theme", "parent", "team", "manager", "sponsor", "industry"),
            *("segment", "country", "city", "website", "phone", "employees", "founded_year", "annual_revenue"),
            *("currency", "language", "time_zone", "intent", "description", "history", "buying_process"),
            *("archived_at", "updated_at", "figures"),
        )
        read_only_fields = ("key_status", "archived_at", "updated_at")

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow what may be chosen."""
        fields = super().get_fields()
        if self.knows_person:
            fields["parent"].queryset = visible(Account.objects.all(), self.person)
            fields["team"].queryset = teams_for(self.person)
            fields["manager"].queryset = fields["sponsor"].queryset = people_for(self.person)
        return fields

    def to_representation(self, instance: Account) -> dict[str, Any]:
        """A parent that the person may not open is not named."""
        shown = super().to_representation(instance)
        if shown["parent"] is not None and shown["parent"] not in self.context.get("open_parents", ()):
            shown["parent"] = None
        return shown

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Who enters an account must see it afterwards; who is in charge is decided by who manages it."""
        if self.instance is None:
            people = (attrs.get("manager"), attrs.get("sponsor"))
            if not sees_after(self.person, team=attrs.get("team"), people=people):
                raise serializers.ValidationError({"manager": _("You would not see this account.")})
            return attrs
        if {"team", "manager", "sponsor"} & set(attrs) and not can(self.person, Verb.MANAGE, self.instance):
            raise serializers.ValidationError(_("Only who manages the account may say who is in charge of it."))
        return attrs


def _between(low: int, high: int) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=low, max_value=high, required=False, allow_null=True
    )


class MoneyFactsSerializer(VersionedSerializer):
    """What only people know about an account's money."""

    gross_margin_pct, days_late = _between(-100, 100), _between(0, 3650)
    credit_rating, competitive_safety = _between(0, 5), _between(0, 5)

    class Meta:
        model = Account
        fields = (
            *("id", "version", "currency", "addressable_spend", "gross_margin_pct", "days_late", "days_late_on"),
            *("credit_rating", "competitive_safety", "threat_notice_on", "owner_change_on", "updated_at"),
        )
        read_only_fields = ("currency", "updated_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What was checked was checked before today."""
        for name in ("days_late_on", "threat_notice_on", "owner_change_on"):
            if attrs.get(name) and attrs[name] > timezone.localdate():
                raise serializers.ValidationError({name: _("This day is still to come.")})
        return attrs


class ChildSerializer(VersionedSerializer):
    """A row of an account. The account is given once, on creation, and never changes."""

    account = serializers.PrimaryKeyRelatedField(queryset=Account.objects.none())

    # The relations that must belong to the same account.
    own: ClassVar[tuple[str, ...]] = ()

    def get_fields(self) -> dict[str, serializers.Field]:
        """Narrow what may be chosen."""
        fields = super().get_fields()
        if self.knows_person:
            fields["account"].queryset = visible(Account.objects.all(), self.person)
        if self.instance is not None:
            fields["account"] = serializers.PrimaryKeyRelatedField(read_only=True)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is named belongs to the same account."""
        account = attrs.get("account") or getattr(self.instance, "account", None)
        for name in self.own:
            given = attrs.get(name)
            rows = given if isinstance(given, list) else [given] if given else []
            if any(row.account_id != account.pk for row in rows):
                raise serializers.ValidationError({name: _("This belongs to another account.")})
        return attrs


class StakeholderSerializer(ChildSerializer):
    """A person at the customer. What is sensitive is given to, and taken from, the account team and sponsor only."""

    own = ("unit", "reports_to")
    decision_roles = serializers.ListField(child=serializers.ChoiceField(choices=DecisionRole.choices), required=False)
    influence = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)

    class Meta:
        model = Stakeholder
        fields = (
            *("id", "version", "account", "name", "title", "unit", "department", "site", "email", "phone"),
            *(
                "language",
                "reports_to",
                "is_external",
                "is_placeholder",
                "decision_roles",
                "has_veto",
                "approval_limit",
                "currency",
            ),
            *("influence", "influence_on", "influence_by", "status", "status_on", "survey_eligible", "updated_at"),
            *Stakeholder.SENSITIVE,
        )
        read_only_fields = (
            *("stance_on", "stance_by", "influence_on", "influence_by", "character_on", "character_by"),
            *("status_on", "updated_at"),
        )

    def to_representation(self, instance: Stakeholder) -> dict[str, Any]:
        """Without the right to it, what is sensitive is not there at all."""
        shown = super().to_representation(instance)
        if not can(self.person, Verb.SENSITIVE, instance.account):
            for name in Stakeholder.SENSITIVE:
                del shown[name]
        return shown

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nobody writes what they may not read."""
        attrs = super().validate(attrs)
        account = attrs.get("account") or self.instance.account
        if set(Stakeholder.SENSITIVE) & set(attrs) and not can(self.person, Verb.SENSITIVE, account):
            raise serializers.ValidationError(_("How people stand to us is for the account team and its sponsor."))
        return attrs


class OpportunitySerializer(ChildSerializer):
    """A deal."""

    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.all(), required=False, allow_null=True)
    probability = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)

    class Meta:
        model = Opportunity
        fields = (
            *("id", "version", "account", "name", "product", "owner", "stage", "source_stage", "amount", "currency"),
            *(
                "probability",
                "engaged_on",
                "close_on",
                "next_step",
                "is_renewal",
                "competitor",
                "loss_reason",
                "win_reason",
            ),
            "updated_at",
        )
        read_only_fields = ("source_stage", "updated_at")


class ContractSerializer(ChildSerializer):
    """A contract."""

    own = ("renewal_deal",)
    renewal_chance = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)

    class Meta:
        model = Contract
        fields = (
            *("id", "version", "account", "name", "starts_on", "ends_on", "notice_days", "annual_value", "currency"),
            *("renewal_chance", "renewal_chance_on", "renewal_deal", "status", "end_result", "end_result_on"),
            "updated_at",
        )
        read_only_fields = ("updated_at",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A contract ends after it has begun."""
        attrs = super().validate(attrs)
        start = attrs.get("starts_on", getattr(self.instance, "starts_on", None))
        end = attrs.get("ends_on", getattr(self.instance, "ends_on", None))
        if start and end and end < start:
            raise serializers.ValidationError({"ends_on": _("It cannot end before it starts.")})
        return attrs


class IssueSerializer(ChildSerializer):
    """Something that goes wrong in delivery or service."""

    class Meta:
        model = Issue
        fields = (
            *("id", "version", "account", "title", "severity", "opened_on", "closed_on", "owner", "owner_unit"),
            *("note", "updated_at"),
        )
        read_only_fields = ("updated_at",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An issue is closed after it was opened."""
        attrs = super().validate(attrs)
        opened = attrs.get("opened_on", getattr(self.instance, "opened_on", None))
        closed = attrs.get("closed_on", getattr(self.instance, "closed_on", None))
        if opened and closed and closed < opened:
            raise serializers.ValidationError({"closed_on": _("It cannot be closed before it was opened.")})
        return attrs


class InteractionSerializer(ChildSerializer):
    """A call, meeting, visit or message."""

    own = ("stakeholders",)

    class Meta:
        model = Interaction
        fields = (
            *("id", "version", "account", "kind", "happened_on", "summary", "is_two_way", "author", "people"),
            *("stakeholders", "updated_at"),
        )
        read_only_fields = ("author", "updated_at")

    def validate_happened_on(self, value: Any) -> Any:
        """Interactions have happened."""
        if value > timezone.localdate():
            raise serializers.ValidationError(_("This day is still to come."))
        return value
