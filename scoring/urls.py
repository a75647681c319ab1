"""Addresses of scoring."""

from django.urls import path

from scoring.views import health

app_name = "scoring"

urlpatterns = [
    path("accounts/<int:pk>/health/", health.account_health, name="account-health"),
    path("accounts/<int:pk>/health/rescore/", health.account_rescore, name="account-rescore"),
    path("accounts/<int:pk>/health/override/", health.override_create, name="override-create"),
    path("accounts/overrides/<int:pk>/end/", health.override_end, name="override-end"),
    path("accounts/scores/<int:pk>/", health.snapshot_detail, name="snapshot-detail"),
]
