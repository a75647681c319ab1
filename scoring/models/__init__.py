"""Scores as they were, and what came of the accounts."""

from scoring.models.scores import (
    Assessment,
    GateWaiver,
    HealthOverride,
    Method,
    MethodDraft,
    Programme,
    Rating,
    Respondent,
    ScoreSnapshot,
    SurveyLink,
    Wave,
)
from scoring.models.validity import MissReview, Outcome, ValidityReport

__all__ = [
    "Assessment",
    "GateWaiver",
    "HealthOverride",
    "Method",
    "MethodDraft",
    "MissReview",
    "Outcome",
    "Programme",
    "Rating",
    "Respondent",
    "ScoreSnapshot",
    "SurveyLink",
    "ValidityReport",
    "Wave",
]
