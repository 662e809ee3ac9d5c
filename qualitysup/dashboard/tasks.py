from celery import shared_task

from qualitysup.dashboard.services import tallies


@shared_task(name="dashboard.fold_tallies")
def fold_tallies() -> None:
    tallies.fold()


@shared_task(name="dashboard.compare_tallies")
def compare_tallies() -> None:
    tallies.compare()
