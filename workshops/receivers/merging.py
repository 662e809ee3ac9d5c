"""Two enterprises become one, or two again: their workshops do so as well."""

from django.dispatch import receiver

from enterprises.signals import merged, unmerged
from workshops.services import merging


@receiver(merged)
def one_of_two_workshops_stays(sender, record, by, **kwargs):
    merging.settle(record, by=by)


@receiver(unmerged)
def both_workshops_work_on(sender, record, by, **kwargs):
    merging.unsettle(record, by=by)
