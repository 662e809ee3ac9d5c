"""What a bureau writes into its reports: kept for each period, and taken over by the next."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.dashboard.lens import Lens
from qualitysup.reports.models import TextBlock


class NoHome(ValidationError):
    """Somebody without a home division reports on all that they see: whose report would it be?"""

    def __init__(self):
        super().__init__(
            _("Choose a place: your account has no home division in whose name to report."),
            code="no_home",
        )


class ChangedMeanwhile(ValidationError):
    """Somebody else wrote the same text since it was read; nothing was overwritten."""

    def __init__(self, block):
        super().__init__(
            _("%(person)s changed this text meanwhile. It now says: %(text)s")
            % {"person": block.by, "text": block.text},
            code="changed",
        )
        self.block = block


def home_of(lens: Lens):
    """The division whose report it is: the place, or where the person belongs."""
    found = lens.place or lens.user.home
    if found is None:
        raise NoHome
    return found


def of_period(lens: Lens):
    """The texts of this period."""
    rows = TextBlock.objects.filter(division=home_of(lens))
    return rows.filter(since=lens.period.since, until=lens.period.until)


def written(lens: Lens) -> dict[str, str]:
    return dict(of_period(lens).values_list("slot", "text"))


def last_written(lens: Lens) -> dict[str, str]:
    """What was written for the period before, of whatever length: where the next one begins."""
    earlier = TextBlock.objects.filter(division=home_of(lens), until__lt=lens.period.until)
    found = earlier.order_by("slot", "-until", "-pk").distinct("slot")
    return dict(found.values_list("slot", "text"))


@transaction.atomic
def keep(lens: Lens, slot: str, text: str, *, read: str) -> TextBlock:
    """Keep a text; ``read`` is what it was when its writer began.

    Raises ``ChangedMeanwhile`` where somebody else has written other words since.
    """
    block, is_new = of_period(lens).get_or_create(
        division=home_of(lens),
        slot=slot,
        since=lens.period.since,
        until=lens.period.until,
        defaults={"text": text, "by": lens.user},
    )
    if is_new:
        return block
    block = TextBlock.objects.locked().select_related("by").get(pk=block.pk)
    if block.text == text:
        return block
    if block.text != read:
        raise ChangedMeanwhile(block)
    block.text, block.by, block.changed_at = text, lens.user, timezone.now()
    block.save()
    return block
