"""The models of accounts, each importable from here."""

from accounts.models.account import (
    Account,
    AccountFigures,
    AccountTeamMember,
    Band,
    IsServed,
    KeyStatus,
    Stage,
    TeamRole,
    Theme,
    Unit,
)
from accounts.models.customer import AccountFinancial, CustomerGoal, Evidence, Need, Trend
from accounts.models.dealings import Interaction, Issue
from accounts.models.gap import AccountGap, Severity
from accounts.models.imports import ImportRow, ImportRun, ImportSource
from accounts.models.influence import InfluenceLine
from accounts.models.money import Competitor, Contract, Opportunity, Product, Revenue, WhiteSpaceCell
from accounts.models.stakeholder import DecisionRole, Interest, RelationshipLink, Stakeholder, Stance
from accounts.models.trail import AuditEvent, Job, Notice
from accounts.models.user import Role, Team, User
from accounts.models.value import Idea, Improvement, Strength, ValueCase, ValueProof

__all__ = [
    "Account",
    "AccountFigures",
    "AccountFinancial",
    "AccountGap",
    "AccountTeamMember",
    "AuditEvent",
    "Band",
    "Competitor",
    "Contract",
    "CustomerGoal",
    "DecisionRole",
    "Evidence",
    "Idea",
    "ImportRow",
    "ImportRun",
    "ImportSource",
    "Improvement",
    "InfluenceLine",
    "Interaction",
    "Interest",
    "IsServed",
    "Issue",
    "Job",
    "KeyStatus",
    "Need",
    "Notice",
    "Opportunity",
    "Product",
    "RelationshipLink",
    "Revenue",
    "Role",
    "Severity",
    "Stage",
    "Stakeholder",
    "Stance",
    "Strength",
    "Team",
    "TeamRole",
    "Theme",
    "Trend",
    "Unit",
    "User",
    "ValueCase",
    "ValueProof",
    "WhiteSpaceCell",
]
