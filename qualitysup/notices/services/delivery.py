"""Sending what is owed, once. Killed anywhere, it loses nothing; run twice, it sends once."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from qualitysup.notices import channels
from qualitysup.notices.models import Delivery

logger = logging.getLogger(__name__)

# Long enough for a claim to turn into the row lock that covers the sending itself.
LEASE = timedelta(seconds=45)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
BATCH = 500


def deliver_all(delivery_ids) -> None:
    """Send these, each unless it is sent or somebody is sending it."""
    with channels.Outside() as outside:
        for delivery_id in delivery_ids:
            _deliver(delivery_id, outside)


def resend() -> int:
    """Send what no task sent: the broker was away, or a worker died. Returns how many were tried.

    A channel that is down is left alone until the next run.
    """
    waiting = Delivery.objects.claimable().order_by("claimed_until", "pk")
    down, tried = set(), 0
    with channels.Outside() as outside:
        for pk, *way in waiting.values_list("pk", "channel", "target")[:BATCH]:
            if tuple(way) not in down:
                tried += 1
                if not _deliver(pk, outside):
                    down.add(tuple(way))
    return tried


def _deliver(delivery_id, outside) -> bool:
    """Send one delivery. False: the channel is down.

    The claim is committed first, so that an attempt which kills the worker is counted; then the
    row stays locked while it is sent. A dead worker's lock goes with its connection and its claim
    runs out; a slow worker keeps both.
    """
    if not _claim(delivery_id):
        return True
    with transaction.atomic():
        delivery = (
            Delivery.objects.pending()
            .filter(pk=delivery_id)
            .select_related("notice__recipient")
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .first()
        )
        if delivery is None:
            return True
        try:
            outside.send(delivery)
        except channels.Unavailable as fault:
            _postpone(delivery, fault)
            return False
        except channels.Undeliverable as fault:
            delivery.given_up_at = timezone.now()
            delivery.last_error = str(fault)[:300]
            logger.error("Delivery %s is given up: %s", delivery.pk, fault)
        except Exception as fault:
            # A fault of ours in one letter: it must not stop those behind it.
            logger.exception("Delivery %s failed", delivery.pk)
            _postpone(delivery, fault)
            return True
        else:
            delivery.sent_at = timezone.now()
            delivery.last_error = ""
        delivery.save(update_fields=["sent_at", "given_up_at", "last_error"])
    return True


@transaction.atomic
def _claim(delivery_id):
    delivery = (
        Delivery.objects.claimable()
        .filter(pk=delivery_id)
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if delivery is None:
        return False
    delivery.attempts += 1
    delivery.claimed_until = timezone.now() + LEASE
    delivery.save(update_fields=["attempts", "claimed_until"])
    return True


def _postpone(delivery, fault):
    now = timezone.now()
    pause = min(timedelta(minutes=2 ** min(delivery.attempts - 1, 10)), LONGEST_PAUSE)
    delivery.claimed_until = now + pause
    delivery.last_error = str(fault)[:300]
    if now - delivery.notice.created_at > GIVE_UP_AFTER:
        delivery.given_up_at = now
    delivery.save(update_fields=["claimed_until", "last_error", "given_up_at"])
    logger.warning(
        "Delivery %s failed, again at %s: %s", delivery.pk, delivery.claimed_until, fault
    )
