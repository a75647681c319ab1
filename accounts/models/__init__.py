"""The models of accounts, each importable from here."""

from accounts.models.account import (
    Account,
    AccountFigures,
    AccountTeamMember,
    Band,
    KeyStatus,
    Stage,
    TeamRole,
    Theme,
    Unit,
)
from accounts.models.dealings import Interaction, Issue
from accounts.models.imports import ImportRow, ImportRun, ImportSource
from accounts.models.money import Competitor, Contract, Opportunity, Product, Revenue, WhiteSpaceCell
from accounts.models.stakeholder import DecisionRole, Interest, RelationshipLink, Stakeholder, Stance
from accounts.models.trail import AuditEvent, Job, Notice
from accounts.models.user import Role, Team, User

__all__ = [
    "Account",
    "AccountFigures",
    "AccountTeamMember",
    "AuditEvent",
    "Band",
    "Competitor",
    "Contract",
    "DecisionRole",
    "ImportRow",
    "ImportRun",
    "ImportSource",
    "Interaction",
    "Interest",
    "Issue",
    "Job",
    "KeyStatus",
    "Notice",
    "Opportunity",
    "Product",
    "RelationshipLink",
    "Revenue",
    "Role",
    "Stage",
    "Stakeholder",
    "Stance",
    "Team",
    "TeamRole",
    "Theme",
    "Unit",
    "User",
    "WhiteSpaceCell",
]
