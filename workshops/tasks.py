"""What runs by itself: thin, by key, and harmless when it is done twice."""

from celery import shared_task

from workshops.services import applications, required_tests


@shared_task(name="workshops.deem_renewals")
def deem_renewals() -> None:
    """Renewals that nobody had decided when the registration expired."""
    applications.deem_due()


@shared_task(name="workshops.plan_required_tests")
def plan_required_tests() -> None:
    """What operators owe for the rest of the year, under the classes of today."""
    required_tests.plan()


@shared_task(name="workshops.note_missed_tests")
def note_missed_tests() -> None:
    required_tests.note_missed()
