"""Addresses of accounts: the account and its organisation, what belongs to it, imports."""

from accounts.urls import accounts, children, imports

app_name = "accounts"

urlpatterns = [*accounts.urlpatterns, *children.urlpatterns, *imports.urlpatterns]
