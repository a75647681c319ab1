"""Addresses of accounts, people, teams, notices and the profile."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
