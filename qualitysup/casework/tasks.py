from celery import shared_task
from celery.signals import beat_init

from qualitysup.casework import health


@shared_task(name="casework.beat_alive")
def beat_alive() -> None:
    health.note_beat()


@beat_init.connect
def give_first_sign_of_life(**kwargs):
    """At once, not after the first interval: whoever starts the system waits for it."""
    beat_alive.delay()
