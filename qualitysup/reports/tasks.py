"""Makes study reports and sends subscriptions: thin, by key, and harmless when done twice."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import reports, subscriptions


def start(report):
    """Tell a worker of it; with no broker, ``reports.resume`` finds it."""

    def publish():
        with suppress(OperationalError):
            make.delay(report.pk)

    transaction.on_commit(publish)


@shared_task(name="reports.make")
def make(report_id: int) -> None:
    reports.run(report_id)


@shared_task(name="reports.resume")
def resume() -> None:
    """Reports that no worker holds: never begun, or of a worker that died."""
    for report_id in StudyReport.objects.abandoned().values_list("pk", flat=True):
        make.delay(report_id)


@shared_task(name="reports.send_subscriptions")
def send_subscriptions() -> None:
    """Every hour, so that a schedule that stood still catches up by itself."""
    for subscription_id in subscriptions.due():
        send_subscription.delay(subscription_id)


@shared_task(name="reports.send_subscription")
def send_subscription(subscription_id: int) -> None:
    subscriptions.send(subscription_id)
