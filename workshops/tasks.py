"""What runs by itself: thin, by key, and harmless when it is done twice."""

from celery import shared_task

from workshops.services import applications


@shared_task(name="workshops.deem_renewals")
def deem_renewals() -> None:
    """Renewals that nobody had decided when the registration expired."""
    applications.deem_due()
