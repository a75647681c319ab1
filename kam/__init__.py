"""KAM: open key account management."""

from kam.celery import app as celery_app

__all__ = ["celery_app"]
