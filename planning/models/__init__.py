"""The models of planning, each importable from here."""

from planning.models.attachment import Attachment
from planning.models.comment import Comment
from planning.models.gap_action import GapAction
from planning.models.leaving import ExitDecision
from planning.models.limits import StageLimit
from planning.models.measured import ObjectiveValue
from planning.models.origin import Origin
from planning.models.plan import GateRecord, Plan, PlanVersion
from planning.models.question import Answer, Question
from planning.models.resource import Resource
from planning.models.unknown import Assumption, GrowthTarget, KnowledgeGap
from planning.models.work import Action, Objective, Risk

__all__ = [
    "Action",
    "Answer",
    "Assumption",
    "Attachment",
    "Comment",
    "ExitDecision",
    "GapAction",
    "GateRecord",
    "GrowthTarget",
    "KnowledgeGap",
    "Objective",
    "ObjectiveValue",
    "Origin",
    "Plan",
    "PlanVersion",
    "Question",
    "Resource",
    "Risk",
    "StageLimit",
]
