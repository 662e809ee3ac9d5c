"""Reading the inbox, and saying what one wants to be sent."""

from django.db import transaction
from django.utils import timezone

from qualitysup.notices.models import PRESSING, Channel, Kind, Notice, Preference

# Beyond this the header says "99+".
COUNTED = 100
CHOOSABLE = [kind for kind in Kind if kind not in (*PRESSING, Kind.DIGEST)]


def unread_count(user) -> int:
    """How many notices wait, for the header of every page; counted to ``COUNTED`` only."""
    return Notice.objects.inbox(user).unread()[:COUNTED].count()


def read(notice) -> None:
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


def read_all(user) -> int:
    return Notice.objects.inbox(user).unread().update(read_at=timezone.now())


@transaction.atomic
def choose(user, wanted: set[tuple[str, str]]) -> None:
    """Keep which kinds a person wants through which channel; overdue notices are not a choice."""
    Preference.objects.bulk_create(
        [
            Preference(person=user, kind=kind, channel=channel, wanted=(kind, channel) in wanted)
            for kind in CHOOSABLE
            for channel in Channel
        ],
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["wanted"],
    )
