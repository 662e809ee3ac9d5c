"""Reading the inbox, and saying what one wants to be sent."""

from django.utils import timezone

from qualitysup.notices.channels import chats
from qualitysup.notices.models import PRESSING, Channel, Kind, Notice, Preference

# Nobody reads a longer number than this beside a bell.
COUNTED = 100
CHOOSABLE = [kind for kind in Kind if kind not in (*PRESSING, Kind.DIGEST)]


def unread_count(user) -> int:
    """How many notices wait, for the header of every page; counted to ``COUNTED`` only."""
    return Notice.objects.inbox(user).unread()[:COUNTED].count()


def read(notice) -> None:
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


def read_all(user) -> int:
    return Notice.objects.inbox(user).unread().update(read_at=timezone.now())


def open_channels() -> list[str]:
    """The ways out that this installation has, to choose from."""
    return [Channel.EMAIL, Channel.CHAT] if chats() else [Channel.EMAIL]


def choose(user, wanted: set[tuple[str, str]], *, channels) -> None:
    """Keep which kinds a person wants through these channels; overdue notices are no choice."""
    Preference.objects.bulk_create(
        [
            Preference(person=user, kind=kind, channel=channel, wanted=(kind, channel) in wanted)
            for kind in CHOOSABLE
            for channel in channels
        ],
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["wanted"],
    )
