"""Addresses of plans, answers, stages, objectives, actions and risks."""

from django.urls import path

from planning.views import answers, plans, stages, work

app_name = "planning"

urlpatterns = [
    path("accounts/<int:pk>/plan/", plans.account_plan, name="account-plan"),
    path("accounts/<int:pk>/actions/new/", work.action_create, name="action-create"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/settings/", plans.plan_settings, name="plan-settings"),
    path("plans/<int:pk>/close/", plans.plan_close, name="plan-close"),
    path("plans/<int:pk>/answers/<slug:code>/save/", answers.answer_save, name="answer-save"),
    path("plans/<int:pk>/answers/<slug:code>/assign/", answers.answer_assign, name="answer-assign"),
    path("plans/<int:pk>/stages/", stages.plan_stages, name="plan-stages"),
    path("plans/<int:pk>/stages/advance/", stages.stage_advance, name="stage-advance"),
    path("plans/<int:pk>/stages/back/", stages.stage_back, name="stage-back"),
    path("plans/<int:pk>/approve/", stages.plan_approve, name="plan-approve"),
    path("plans/<int:pk>/objectives/", work.objective_list, name="objective-list"),
    path("plans/<int:pk>/objectives/new/", work.objective_create, name="objective-create"),
    path("plans/objectives/<int:pk>/", work.objective_edit, name="objective-edit"),
    path("plans/<int:pk>/actions/", work.action_list, name="action-list"),
    path("plans/actions/<int:pk>/", work.action_detail, name="action-detail"),
    path("plans/actions/<int:pk>/edit/", work.action_edit, name="action-edit"),
    path("plans/actions/<int:pk>/done/", work.action_done, name="action-done"),
    path("plans/<int:pk>/risks/", work.risk_list, name="risk-list"),
    path("plans/<int:pk>/risks/new/", work.risk_create, name="risk-create"),
    path("plans/risks/<int:pk>/", work.risk_edit, name="risk-edit"),
]
