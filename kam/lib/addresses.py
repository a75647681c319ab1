"""Addresses of rows, for lists that write hundreds of them: the pattern is looked up once a process, not once a row."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

PLACE = 987654321  # a key that no other part of an address looks like


def address(view: str, pk: int) -> str:
    """What `reverse(view, args=[pk])` gives."""
    return _pattern(view, get_script_prefix(), get_urlconf()).replace(str(PLACE), str(pk))


@lru_cache(maxsize=256)
def _pattern(view: str, prefix: str, urlconf: str | None) -> str:
    del prefix  # belongs to the answer, and so to the key
    return reverse(view, urlconf=urlconf, args=[PLACE])
