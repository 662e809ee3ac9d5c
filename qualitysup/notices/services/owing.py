"""Owing somebody a notice: the row first, then the ways out. Every app comes here."""

from collections import Counter
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone, translation

from qualitysup.notices import channels
from qualitysup.notices.models import PRESSING, Delivery, Notice, Preference
from qualitysup.notices.services import publishing

# With more ordinary notices than this on one day, a person gets the rest in one digest.
SINGLY_PER_DAY = 5
BATCH = 500


def owe(
    recipients, *, topic, stage="", kind, subject, body="", url="", division=None, about=None
) -> list[Notice]:
    """Owe each of these people one notice; again with the same topic and stage changes nothing.

    ``subject`` and ``body`` may be lazy: each person gets them in their own language.
    """
    return record(
        written(
            person,
            topic=topic,
            stage=stage,
            kind=kind,
            subject=subject,
            body=body,
            url=url,
            division_id=division and division.pk,
            about=about or timezone.localdate(),
        )
        for person in recipients
    )


def written(person, *, subject, body, **facts) -> Notice:
    """A notice in the person's language, not saved yet."""
    with translation.override(channels.language_of(person)):
        # One line, whatever a title holds: a mail header has no second one.
        subject = " ".join(str(subject).split())[:250]
        return Notice(recipient=person, subject=subject, body=str(body), **facts)


@transaction.atomic
def record(notices: Iterable[Notice]) -> list[Notice]:
    """Save notices and owe their deliveries, sent on commit. Returns those that are new."""
    notices = list(notices)
    if not notices:
        return []
    Notice.objects.bulk_create(
        notices,
        ignore_conflicts=True,  # "notice_once" already holds it: it was owed before
        batch_size=BATCH,
    )
    kept = set(
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).values_list("pk", flat=True)
    )
    new = [notice for notice in notices if notice.pk in kept]
    deliveries = _deliveries(new)
    Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
    at_once = [delivery.pk for delivery in deliveries if not delivery.held]
    if at_once:
        transaction.on_commit(partial(publishing.publish, at_once))
    return new


def _deliveries(notices):
    people = {notice.recipient_id for notice in notices}
    refused = Preference.objects.refused_by(people)
    crowded = _crowded(notices, people)
    return [
        Delivery(
            notice=notice,
            channel=channel,
            target=target,
            held=notice.kind not in PRESSING and notice.recipient_id in crowded,
        )
        for notice in notices
        for channel, target in channels.ways_to(notice.recipient)
        if (notice.recipient_id, notice.kind, channel) not in refused
    ]


def _crowded(notices, people):
    """People whose ordinary notices of today, these included, are too many to send one by one."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    owed = Counter(
        Notice.objects.filter(recipient__in=people, created_at__gte=today)
        .exclude(kind__in=[*PRESSING, "digest"])
        .values_list("recipient_id", flat=True)
    )
    return {person for person, count in owed.items() if count > SINGLY_PER_DAY}
