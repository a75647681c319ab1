"""Addresses of the project."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.views.search import search
from kam import design, health, language, views
from reviews.views import work

# The administration signs people in by the one sign-in page, with its limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("language/", language.language_set, name="set_language"),
    path("design/", design.gallery, name="design"),
    path("accounts/<int:pk>/", views.account_overview, name="account-overview"),
    path("search/", search, name="search"),
    path("api/v1/", include("kam.api")),
    path("", include("accounts.urls")),
    path("", include("scoring.urls")),
    path("", include("planning.urls")),
    path("", include("reviews.urls")),
    path("", work.my_work, name="home"),
    path("", include("allauth.urls")),
]
