"""The project's addresses and the two of the floor."""

from django.urls import include, path

from bench import floor

urlpatterns = [
    path("bench/read/", floor.read, name="bench-read"),
    path("bench/write/", floor.write, name="bench-write"),
    path("", include("kam.urls")),
]
