"""What makes study reports: thin, by key, and harmless when it is done twice."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import reports


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
