"""Telling the workers that something waits. A hint only: the rows are the truth."""

import logging

from kombu.exceptions import OperationalError

from qualitysup.notices import tasks

logger = logging.getLogger(__name__)

PER_TASK = 50


def publish(delivery_ids: list[int]) -> None:
    """Hand deliveries to the workers; with no broker, ``notices.resend`` finds them in a minute."""
    try:
        for first in range(0, len(delivery_ids), PER_TASK):
            tasks.deliver.delay(delivery_ids[first : first + PER_TASK])
    except OperationalError as fault:
        logger.warning("No broker for %d deliveries: %s", len(delivery_ids), fault)
