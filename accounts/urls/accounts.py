"""Addresses of accounts, people, teams, notices and the profile."""

from django.urls import URLPattern, path

from accounts.views import accounts, history, jobs, notices, people, profile, teams

urlpatterns: list[URLPattern] = [
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/accounts.csv", accounts.account_csv, name="account-csv"),
    path("accounts/assign/", accounts.accounts_assign, name="accounts-assign"),
    path("accounts/new/", accounts.account_create, name="account-create"),
    path("accounts/duplicates/", accounts.account_duplicates, name="account-duplicates"),
    path("accounts/<int:pk>/edit/", accounts.account_edit, name="account-edit"),
    path("accounts/<int:pk>/intent/", accounts.intent_edit, name="intent-edit"),
    path("accounts/<int:pk>/archive/", accounts.account_archive, name="account-archive"),
    path("accounts/<int:pk>/restore/", accounts.account_restore, name="account-restore"),
    path("accounts/<int:pk>/history/", history.account_history, name="account-history"),
    path("accounts/history/<str:kind>/<int:pk>/", history.record_history, name="record-history"),
    path("accounts/history/<str:kind>/<int:pk>/restore/", history.field_restore_view, name="field-restore"),
    path("audit/", history.audit_list, name="audit-list"),
    path("runs/", jobs.job_list, name="job-list"),
    path("people/", people.person_list, name="person-list"),
    path("people/new/", people.person_create, name="person-create"),
    path("people/<int:pk>/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/let-in/", people.person_let_in, name="person-let-in"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person-deactivate"),
    path("teams/", teams.team_list, name="team-list"),
    path("teams/options/", teams.team_option_list, name="team-options"),
    path("teams/new/", teams.team_create, name="team-create"),
    path("teams/<int:pk>/", teams.team_edit, name="team-edit"),
    path("teams/<int:pk>/delete/", teams.team_delete, name="team-delete"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/read/", notices.notice_read_all, name="notice-read-all"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice-open"),
    path("profile/", profile.profile, name="profile"),
    path("profile/theme/", profile.theme_set, name="theme-set"),
    path("profile/zones/", profile.zone_option_list, name="zone-options"),
]
