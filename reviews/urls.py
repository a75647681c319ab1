"""Addresses of reviews, the portfolio, My work and documents."""

from django.urls import path

from reviews.views import documents, portfolio, reviews, triggers, work

app_name = "reviews"

urlpatterns = [
    path("work/snooze/", work.work_snooze, name="work-snooze"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<int:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:pk>/edit/", reviews.review_edit, name="review-edit"),
    path("reviews/<int:pk>/hold/", reviews.review_hold, name="review-hold"),
    path("reviews/<int:pk>/cancel/", reviews.review_cancel, name="review-cancel"),
    path("reviews/triggers/<int:pk>/undo/", triggers.trigger_undo, name="trigger-undo"),
    path("accounts/<int:pk>/reviews/", reviews.account_reviews, name="account-reviews"),
    path("accounts/<int:pk>/reviews/new/", reviews.review_create, name="review-create"),
    path("accounts/<int:pk>/files/", documents.account_files, name="account-files"),
    path("documents/<int:pk>/", documents.document_download, name="document-download"),
    path("documents/<int:pk>/progress/", documents.document_progress, name="document-progress"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<slug:table>.csv", portfolio.portfolio_csv, name="portfolio-csv"),
]
