import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation

from tests.factories import StationFactory


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def case(db):
    """Anything that is somewhere can be a case; the kernel knows no subject."""
    return StationFactory()


@pytest.fixture
def on_day():
    """Travel to an hour of a day in China: ``with on_day("2026-05-01", 9):``."""

    def travel(day, hour=12, minute=0):
        moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute))
        return time_machine.travel(timezone.make_aware(moment), tick=False)

    return travel
