"""The product's own settings on a clock that lets no test wait for a minute to pass."""

from qualitysup.settings import *  # noqa: F403

for entry in CELERY_BEAT_SCHEDULE.values():  # noqa: F405
    if isinstance(entry["schedule"], float):
        entry["schedule"] = 1.0
