"""What runs by itself or takes long: thin, by key, and harmless when it is done twice."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from inspections.services import disclosures, risk


def start(run):
    """Tell a worker of a scoring; with no broker, ``inspections.score_risk`` finds it."""

    def publish():
        with suppress(OperationalError):
            work_on_scoring.delay(run.pk)

    transaction.on_commit(publish)


@shared_task(name="inspections.work_on_scoring")
def work_on_scoring(run_id: int) -> None:
    risk.work(run_id)


@shared_task(name="inspections.score_risk")
def score_risk() -> None:
    """This month's scoring of every bureau, and what a killed worker left behind."""
    for run_id in risk.start_due():
        work_on_scoring.delay(run_id)


@shared_task(name="inspections.expire_disclosures")
def expire_disclosures() -> None:
    disclosures.expire_due()
