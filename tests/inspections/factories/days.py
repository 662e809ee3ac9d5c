"""Days, as seen from the day on which a test runs."""

import datetime as dt

import factory
from django.utils import timezone


def days_ago(days: int):
    return factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=days))
