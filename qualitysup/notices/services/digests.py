"""One letter a day instead of many: what was held back, gathered for each person."""

from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualitysup.accounts.models import User
from qualitysup.notices import channels
from qualitysup.notices.models import Delivery, Kind, Notice
from qualitysup.notices.services import publishing

# More lines than this are counted rather than listed; the inbox has them.
LINES = 100


def send_digests() -> int:
    """Owe every person with notices held back today's digest; a second run adds nothing."""
    people = User.objects.filter(
        pk__in=Delivery.objects.held_back().values("notice__recipient")
    ).order_by("pk")
    return sum(_gather(person) for person in people)


@transaction.atomic
def _gather(person):
    held = list(
        Delivery.objects.held_back()
        .filter(notice__recipient=person)
        .select_related("notice")
        .order_by("notice__created_at", "notice_id", "pk")
        .select_for_update(of=("self",), no_key=True)
    )
    today = timezone.localdate()
    if not held or Notice.objects.filter(recipient=person, topic=_topic(today)).exists():
        return False
    notices = [notice for notice, _same in groupby(held, key=lambda delivery: delivery.notice)]
    with translation.override(channels.language_of(person)):
        digest = Notice.objects.create(
            recipient=person,
            topic=_topic(today),
            kind=Kind.DIGEST,
            about=today,
            subject=ngettext("%d new notice", "%d new notices", len(notices)) % len(notices),
            body=_body(notices),
            url=reverse("inbox"),
            read_at=timezone.now(),
        )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in held]).update(digest=digest)
    ways = sorted({(delivery.channel, delivery.target) for delivery in held})
    deliveries = Delivery.objects.bulk_create(
        Delivery(notice=digest, channel=channel, target=target) for channel, target in ways
    )
    transaction.on_commit(lambda: publishing.publish([delivery.pk for delivery in deliveries]))
    return True


def _topic(day):
    return f"digest:{day}"


def _body(notices):
    lines = [f"· {notice.subject}" for notice in notices[:LINES]]
    if len(notices) > LINES:
        lines.append(_("… and %d more.") % (len(notices) - LINES))
    return "\n".join(lines)
