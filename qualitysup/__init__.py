"""The bureau: what every subject shares, and the root that ties it together."""

from qualitysup.celery import app as celery_app

__all__ = ["celery_app"]
