"""Addresses of plans, answers, stages, objectives, actions and risks."""

from django.urls import path

from planning.views import actions, answers, objectives, plans, questions, risks, stages, together

app_name = "planning"

urlpatterns = [
    path("accounts/<int:pk>/plan/", plans.account_plan, name="account-plan"),
    path("accounts/<int:pk>/actions/new/", actions.action_create, name="action-create"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/pulse/", together.plan_pulse, name="plan-pulse"),
    path("plans/<int:pk>/settings/", plans.plan_settings, name="plan-settings"),
    path("plans/<int:pk>/close/", plans.plan_close, name="plan-close"),
    path("plans/<int:pk>/versions/", plans.version_list, name="version-list"),
    path("plans/versions/<int:pk>/", plans.version_detail, name="version-detail"),
    path("plans/<int:pk>/assign/", answers.answers_assign, name="answers-assign"),
    path("plans/<int:pk>/answers/<slug:code>/save/", answers.answer_save, name="answer-save"),
    path("plans/<int:pk>/answers/<slug:code>/assign/", answers.answer_assign, name="answer-assign"),
    path("plans/answers/<int:pk>/confirm/", answers.answer_confirm, name="answer-confirm"),
    path("programme/questions/", questions.question_list, name="question-list"),
    path("programme/questions/new/", questions.question_create, name="question-create"),
    path("programme/questions/<slug:code>/", questions.question_edit, name="question-edit"),
    path("programme/questions/<slug:code>/hide/", questions.question_hide, name="question-hide"),
    path("programme/questions/<slug:code>/show/", questions.question_show, name="question-show"),
    path("plans/<int:pk>/stages/", stages.plan_stages, name="plan-stages"),
    path("plans/<int:pk>/stages/advance/", stages.stage_advance, name="stage-advance"),
    path("plans/<int:pk>/stages/back/", stages.stage_back, name="stage-back"),
    path("plans/<int:pk>/approve/", stages.plan_approve, name="plan-approve"),
    path("plans/<int:pk>/objectives/", objectives.objective_list, name="objective-list"),
    path("plans/<int:pk>/objectives/new/", objectives.objective_create, name="objective-create"),
    path("plans/objectives/<int:pk>/", objectives.objective_edit, name="objective-edit"),
    path("plans/objectives/<int:pk>/measure/", objectives.objective_measure, name="objective-measure"),
    path("plans/objectives/<int:pk>/close/", objectives.objective_close, name="objective-close"),
    path("plans/objectives/<int:pk>/reopen/", objectives.objective_reopen, name="objective-reopen"),
    path("plans/objectives/<int:pk>/delete/", objectives.objective_delete, name="objective-delete"),
    path("plans/<int:pk>/actions/", actions.action_list, name="action-list"),
    path("plans/actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("plans/actions/<int:pk>/edit/", actions.action_edit, name="action-edit"),
    path("plans/actions/<int:pk>/done/", actions.action_done, name="action-done"),
    path("plans/actions/<int:pk>/reschedule/", actions.action_reschedule, name="action-reschedule"),
    path("plans/actions/<int:pk>/delete/", actions.action_delete, name="action-delete"),
    path("plans/<int:pk>/risks/", risks.risk_list, name="risk-list"),
    path("plans/<int:pk>/risks/new/", risks.risk_create, name="risk-create"),
    path("plans/risks/<int:pk>/", risks.risk_edit, name="risk-edit"),
    path("plans/risks/<int:pk>/close/", risks.risk_close, name="risk-close"),
    path("plans/risks/<int:pk>/reopen/", risks.risk_reopen, name="risk-reopen"),
    path("plans/risks/<int:pk>/delete/", risks.risk_delete, name="risk-delete"),
]
