"""What plans contribute to handing over: actions, questions, objectives and risks."""

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.handover import Kind, handed_over
from kam.lib.shown import near
from planning.models import Action, Answer, Objective, Plan, Risk

handed_over(
    Kind(
        name="action",
        place=6,
        label=_("Open action"),
        icon="circle-check",
        model=Action,
        field="owner",
        held=lambda person: Action.objects.open().filter(owner=person, account__archived_at=None),
        title=lambda row: row.title,
        note=lambda row: __("due %(day)s") % {"day": near(row.due_on)} if row.due_on else "",
        url=lambda row: reverse("planning:action-detail", args=[row.pk]),
    )
)
handed_over(
    Kind(
        name="question",
        place=7,
        label=_("Open question"),
        icon="circle-help",
        model=Answer,
        field="assigned_to",
        held=lambda person: (
            Answer.objects.asked()
            .open()
            .filter(assigned_to=person, plan__status=Plan.Status.ACTIVE, plan__account__archived_at=None)
        ),
        title=lambda row: f"{row.question.code} {row.question.text}",
        url=lambda row: f"{row.plan.get_absolute_url()}?q={row.question.code}",
        joins=("plan__account", "question"),
    )
)
handed_over(
    Kind(
        name="objective",
        place=8,
        label=_("Objective"),
        icon="target",
        model=Objective,
        field="owner",
        held=lambda person: Objective.objects.open().filter(owner=person, account__archived_at=None),
        title=lambda row: row.title,
        url=lambda row: reverse("planning:objective-detail", args=[row.pk]),
    )
)
handed_over(
    Kind(
        name="risk",
        place=9,
        label=_("Risk"),
        icon="triangle-alert",
        model=Risk,
        field="owner",
        held=lambda person: Risk.objects.open().filter(owner=person, account__archived_at=None),
        title=lambda row: row.title,
        url=lambda row: reverse("planning:risk-edit", args=[row.pk]),
    )
)
