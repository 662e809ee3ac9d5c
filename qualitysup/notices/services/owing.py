"""Owing somebody a notice: the row first, then the ways out. Every app comes here."""

from collections.abc import Iterable
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone, translation

from qualitysup.accounts.models import User
from qualitysup.notices import channels
from qualitysup.notices.models import PRESSING, Delivery, Notice, Preference
from qualitysup.notices.services import publishing
from qualitysup.wording import tidy

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
        subject = tidy(subject)[:250]
        return Notice(recipient=person, subject=subject, body=str(body), **facts)


@transaction.atomic(savepoint=False)
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
    people = {person.pk: person for person in _told(notices)}
    new = [notice for notice in notices if notice.pk in people[notice.recipient_id].new]
    deliveries = [way for notice in new for way in _deliveries(notice, people)]
    Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
    at_once = [delivery.pk for delivery in deliveries if not delivery.held]
    if at_once:
        transaction.on_commit(partial(publishing.publish, at_once))
    return new


def _deliveries(notice, people):
    person = people[notice.recipient_id]
    held = notice.kind not in PRESSING and (person.owed_today or 0) > SINGLY_PER_DAY
    return [
        Delivery(notice=notice, channel=channel, target=target, held=held)
        for channel, target in channels.ways_to(notice.recipient)
        if {"kind": notice.kind, "channel": channel} not in person.refused
    ]


def _told(notices):
    """Whom they are for: which of them are new to each, what a person refuses, and how many
    ordinary notices of today, these included, each has.
    """
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = Notice.objects.filter(recipient=OuterRef("pk")).order_by()
    ordinary = own.filter(created_at__gte=today).exclude(kind__in=[*PRESSING, "digest"])
    refused = Preference.objects.filter(person=OuterRef("pk"), wanted=False)
    return (
        User.objects.filter(pk__in={notice.recipient_id for notice in notices})
        .only("pk")
        .annotate(
            new=ArraySubquery(own.filter(pk__in=[n.pk for n in notices]).values("pk")),
            owed_today=Subquery(ordinary.values("recipient").values(count=Count("pk"))),
            refused=ArraySubquery(refused.values(way=JSONObject(kind="kind", channel="channel"))),
        )
    )
