"""Addresses of scoring."""

from django.urls import path

from scoring.views import health, methods

app_name = "scoring"

urlpatterns = [
    path("accounts/<int:pk>/health/", health.account_health, name="account-health"),
    path("accounts/<int:pk>/health/rescore/", health.account_rescore, name="account-rescore"),
    path("accounts/<int:pk>/health/override/", health.override_create, name="override-create"),
    path("accounts/overrides/<int:pk>/end/", health.override_end, name="override-end"),
    path("accounts/scores/<int:pk>/", health.snapshot_detail, name="snapshot-detail"),
    path("methods/", methods.method_list, name="method-list"),
    path("methods/<slug:slug>/", methods.method_detail, name="method-detail"),
]
