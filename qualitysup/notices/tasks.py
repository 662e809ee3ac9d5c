from celery import shared_task

from qualitysup.notices.services import delivery, digests


@shared_task(name="notices.deliver")
def deliver(delivery_ids: list[int]) -> None:
    delivery.deliver_all(delivery_ids)


@shared_task(name="notices.resend")
def resend() -> None:
    delivery.resend()


@shared_task(name="notices.send_digests")
def send_digests() -> None:
    digests.send_digests()
