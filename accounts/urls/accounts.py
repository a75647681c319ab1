"""Addresses of accounts, people, teams, notices and the profile."""

from django.urls import URLPattern, path

from accounts.views import accounts, history, people, profile

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
    path("teams/options/", people.team_option_list, name="team-options"),
    path("profile/zones/", profile.zone_option_list, name="zone-options"),
]
