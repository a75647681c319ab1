"""Which records of the higher apps have a page of their past (see accounts.recorded)."""

from accounts.recorded import recorded
from planning.models import (
    Action,
    Answer,
    Assumption,
    ExitDecision,
    GrowthTarget,
    KnowledgeGap,
    Objective,
    Plan,
    Resource,
    Risk,
)
from reviews.models import Decision, Review
from scoring.models import Assessment, HealthOverride, Wave

# What decides about stages, gates, dates that were promised or scores is changed on its own page only.
recorded(Plan, restorable=("charter", "asks", "partnership_note"))
recorded(Answer)
recorded(ExitDecision)
recorded(Objective, restorable=("title", "measure", "customer_value"))
recorded(Action, restorable=("title", "note"))
recorded(Resource, restorable=("title", "reason"))
recorded(Risk, restorable=("title", "mitigation"))
recorded(Assumption, restorable=("title",))
recorded(KnowledgeGap, restorable=("title", "priority", "finding"))
recorded(GrowthTarget, restorable=("amount", "depends_on"))
recorded(Review, restorable=("agenda", "notes"), hidden=("scores",))
recorded(Decision)
recorded(Assessment, hidden=("inputs", "result"))
recorded(HealthOverride)
# What a wave was computed from names single answers, which a confidential wave must not.
recorded(Wave, hidden=("inputs", "result"))
