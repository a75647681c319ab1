"""Addresses of what belongs to an account: stakeholders, money, dealings, team."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
