"""What runs by itself: thin, and harmless when it is done twice."""

from celery import shared_task

from investment.services import followup


@shared_task(name="investment.erase_contact_persons")
def erase_contact_persons() -> None:
    """Whose agreed time is over is erased but for the post (个人信息保护法 47)."""
    followup.erase_run_out()
