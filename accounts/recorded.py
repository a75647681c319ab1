"""The records whose past may be looked at: the one table that the history pages check a type against.

Each app adds its own models while it starts. A model that is not here has no page of its past, whatever the trail
holds of it (answers to confidential surveys, for one).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Field, Model

from accounts.models import (
    Account,
    AccountFinancial,
    AccountTeamMember,
    Competitor,
    Contract,
    CustomerGoal,
    Idea,
    Improvement,
    InfluenceLine,
    Interaction,
    Interest,
    Issue,
    Need,
    Opportunity,
    RelationshipLink,
    Stakeholder,
    Strength,
    Trend,
    Unit,
    ValueCase,
    ValueProof,
    WhiteSpaceCell,
)
from accounts.models.recording import NOT_RECORDED

SHOWN_THOUGH_FIXED = frozenset({"archived_at"})


@dataclass(frozen=True)
class Recorded:
    """A kind of record: its model, what who may edit may restore, whether all of it is sensitive, what is kept back."""

    model: type[Model]
    restorable: frozenset[str] = frozenset()
    is_sensitive: bool = False
    hidden: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Its name in addresses and in the trail."""
        return self.model._meta.label_lower

    def fields(self) -> list[Field]:
        """The fields that a page of the past shows."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.name not in NOT_RECORDED | self.hidden
            and not field.primary_key
            and (field.editable or field.name in SHOWN_THOUGH_FIXED)
        ]


RECORDED: dict[str, Recorded] = {}


def recorded(
    model: type[Model], *, restorable: Iterable[str] = (), is_sensitive: bool = False, hidden: Iterable[str] = ()
) -> None:
    """Open the past of a model to who may see its account; `hidden` fields are never shown there."""
    RECORDED[model._meta.label_lower] = Recorded(model, frozenset(restorable), is_sensitive, frozenset(hidden))


def _editable(model: type[Model], *, but: Iterable[str] = ()) -> list[str]:
    """Every field that a form may change, except what needs more than the right to edit."""
    kept = {"account", *but}
    return [field.name for field in model._meta.concrete_fields if field.editable and field.name not in kept]


recorded(Account, restorable=_editable(Account, but=("key_status", "manager", "sponsor", "team", "parent")))
recorded(AccountTeamMember)
recorded(Stakeholder, restorable=_editable(Stakeholder))
recorded(RelationshipLink, restorable=_editable(RelationshipLink, but=("stakeholder", "user", "is_primary")))
recorded(Interest, restorable=_editable(Interest, but=("stakeholder",)), is_sensitive=True)
recorded(InfluenceLine, restorable=_editable(InfluenceLine, but=("source", "target")), is_sensitive=True)
recorded(Unit, restorable=_editable(Unit))
recorded(Opportunity, restorable=_editable(Opportunity))
recorded(Contract, restorable=_editable(Contract))
recorded(Competitor, restorable=_editable(Competitor))
recorded(WhiteSpaceCell, restorable=_editable(WhiteSpaceCell, but=("unit", "product")))
recorded(Issue, restorable=_editable(Issue))
recorded(Interaction, restorable=_editable(Interaction, but=("author",)))
for _known in (CustomerGoal, Need, Trend, AccountFinancial, Improvement, ValueCase, ValueProof, Idea, Strength):
    recorded(_known, restorable=_editable(_known))
