from celery import shared_task

from qualitysup.casework import health


@shared_task(name="casework.beat_alive")
def beat_alive() -> None:
    health.note_beat()
