"""Everything that writes publicity: the text, its two approvals, where it was published."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import PublicityChannel, PublicityItem
from brands.workflow.publicity import PUBLICITY
from enterprises.services import register
from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import tidy

State = PublicityItem.State
CHANGE = "brands.change_publicityitem"
PUBLISH = "brands.add_publicitychannel"


@transaction.atomic
def draft(*, by, honour, headline, text) -> PublicityItem:
    """Begin an item about an honour; whoever begins it is its author."""
    allowed = by.has_perm("brands.add_publicityitem")
    refuse_if(not allowed, "forbidden", _("You may not write publicity."))
    register.refuse_out_of_reach(honour.division_id, by=by)
    item = PublicityItem(honour=honour, headline=tidy(headline), text=text.strip(), created_by=by)
    item.division_id = honour.division_id
    saving.save(item)
    return item


@transaction.atomic
def save(item, *, by, version=None) -> PublicityItem:
    """Keep what its author wrote, while it is a draft."""
    stored = PublicityItem.objects.locked().get(pk=item.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not write publicity."))
    refuse_if(by.pk != stored.created_by_id, "not_the_author", _("Its author writes it."))
    refuse_if(stored.state != State.DRAFT, "submitted", _("What was submitted stays as it is."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    register.refuse_out_of_reach(item.honour.division_id, by=by)
    item.headline, item.text = tidy(item.headline), item.text.strip()
    item.division_id = item.honour.division_id
    item.version = stored.version + 1
    saving.save(item)
    return item


def submit(item, *, by, **words):
    """Lay it before two who did not write it."""
    with PUBLICITY.step(item, "submit", by=by, **words) as item:
        pass
    return item


def approve(item, *, by, **words):
    """The first of two approvals."""
    with PUBLICITY.step(item, "approve", by=by, **words) as item:
        item.first_approver = by
    return item


def release(item, *, by, **words):
    """The second approval: everybody may read it while its honour stands."""
    with PUBLICITY.step(item, "release", by=by, **words) as item:
        item.second_approver, item.released_on = by, item.on
    return item


def send_back(item, *, by, note, **words):
    """Back to its author; both approvals are given anew."""
    with PUBLICITY.step(item, "send_back", by=by, note=note, **words) as item:
        item.first_approver = None
    return item


def withdraw(item, *, by, note, **words):
    """It is told no more, for this reason."""
    with PUBLICITY.step(item, "withdraw", by=by, note=note, **words) as item:
        item.withdrawn_on, item.withdrawn_because = item.on, tidy(note)[:200]
    return item


@transaction.atomic
def publish(item, *, by, replaces=None, **facts) -> PublicityChannel:
    """Record where it was published and whom it reached; wrong, another record replaces it."""
    refuse_if(not by.has_perm(PUBLISH), "forbidden", _("You may not record publications."))
    item = PublicityItem.objects.visible_to(by).locked().get(pk=item.pk)
    refuse_if(item.released_on is None, "not_released", _("It is published once it is released."))
    channel = PublicityChannel(item=item, entered_by=by, replaces=replaces, **facts)
    channel.where, channel.reach_source = tidy(channel.where), tidy(channel.reach_source)
    day = channel.published_on
    refuse_if(
        day < item.released_on,
        "before_release",
        _("It was released only on %s.") % item.released_on.isoformat(),
    )
    today = timezone.localdate()
    refuse_if(day > today, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        item.withdrawn_on is not None and day > item.withdrawn_on and replaces is None,
        "withdrawn",
        _("It was withdrawn: it is published no more."),
    )
    if replaces is not None:
        refuse_if(replaces.item_id != item.pk, "other_item", _("That belongs to another item."))
        refuse_if(
            PublicityChannel.objects.filter(replaces=replaces).exists(),
            "replaced",
            _("This record was replaced already."),
        )
    saving.save(channel)
    return channel
