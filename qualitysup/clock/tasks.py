from celery import shared_task

from qualitysup.clock.services import calendars, sweep


@shared_task(name="clock.sweep_deadlines")
def sweep_deadlines() -> None:
    sweep.sweep()


@shared_task(name="clock.check_calendar")
def check_calendar() -> None:
    calendars.alarm()
