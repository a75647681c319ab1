"""Addresses of scoring."""

from django.urls import path

from scoring.views import drafts, health, leaving, links, methods, programme, selection, surveys, wave_plans, waves

app_name = "scoring"

urlpatterns = [
    path("accounts/<int:pk>/health/", health.account_health, name="account-health"),
    path("accounts/<int:pk>/health/what-if/", health.account_what_if, name="account-what-if"),
    path("accounts/<int:pk>/health/rescore/", health.account_rescore, name="account-rescore"),
    path("accounts/<int:pk>/health/override/", health.override_create, name="override-create"),
    path("accounts/overrides/<int:pk>/end/", health.override_end, name="override-end"),
    path("accounts/scores/<int:pk>/", health.snapshot_detail, name="snapshot-detail"),
    path("accounts/stakeholders/<int:pk>/if-left/", leaving.person_leaves_page, name="person-leaves"),
    path("people/<int:pk>/hand-over/", leaving.colleague_leaves_page, name="colleague-leaves"),
    path("people/handed-over/<int:pk>/", leaving.handover_detail, name="handover-detail"),
    path("accounts/<int:pk>/improvement/", waves.account_improvement, name="account-improvement"),
    path("accounts/<int:pk>/waves/new/", waves.wave_create, name="wave-create"),
    path("accounts/waves/<int:pk>/", waves.wave_detail, name="wave-detail"),
    path("accounts/waves/<int:pk>/edit/", waves.wave_edit, name="wave-edit"),
    path("accounts/waves/<int:pk>/close/", waves.wave_close, name="wave-close"),
    path("accounts/waves/<int:pk>/delete/", waves.wave_delete, name="wave-delete"),
    path("accounts/respondents/<int:pk>/answers/", waves.respondent_answers, name="respondent-answers"),
    path("accounts/respondents/<int:pk>/send/", links.respondent_send, name="respondent-send"),
    path("accounts/respondents/<int:pk>/revoke/", links.respondent_revoke, name="respondent-revoke"),
    path("accounts/respondents/<int:pk>/link/", links.respondent_link, name="respondent-link"),
    path("survey/<str:token>/", surveys.survey, name="survey"),
    path("accounts/<int:pk>/selection/", selection.account_selection, name="account-selection"),
    path("accounts/<int:pk>/selection/start/", selection.assessment_create, name="assessment-create"),
    path("accounts/assessments/<int:pk>/", selection.assessment_detail, name="assessment-detail"),
    path("accounts/assessments/<int:pk>/ratings/", selection.ratings_edit, name="ratings-edit"),
    path("accounts/assessments/<int:pk>/decide/", selection.assessment_decide, name="assessment-decide"),
    path("accounts/assessments/<int:pk>/waivers/new/", selection.waiver_create, name="waiver-create"),
    path("accounts/waivers/<int:pk>/end/", selection.waiver_end, name="waiver-end"),
    path("programme/", programme.programme, name="programme"),
    path("programme/selection.csv", programme.programme_csv, name="programme-csv"),
    path("programme/decisions/", programme.programme_decisions, name="programme-decisions"),
    path("programme/weights/", programme.programme_sensitivity, name="programme-sensitivity"),
    path("programme/waves/", wave_plans.wave_plan, name="wave-plan"),
    path("programme/settings/", programme.programme_settings, name="programme-settings"),
    path("programme/drafts/<slug:model>/start/", drafts.draft_create, name="draft-create"),
    path("programme/drafts/<int:pk>/", drafts.draft_edit, name="draft-edit"),
    path("programme/drafts/<int:pk>/compare/", drafts.draft_compare, name="draft-compare"),
    path("programme/drafts/<int:pk>/comparison/", drafts.draft_comparison, name="draft-comparison"),
    path("programme/drafts/<int:pk>/publish/", drafts.draft_publish, name="draft-publish"),
    path("programme/drafts/<int:pk>/discard/", drafts.draft_discard, name="draft-discard"),
    path("methods/", methods.method_list, name="method-list"),
    path("methods/<slug:slug>/", methods.method_detail, name="method-detail"),
]
