"""Two enterprises become one, or two again: so do the honours that both told of."""

from django.dispatch import receiver

from brands.services import merging
from enterprises.signals import merged, unmerged


@receiver(merged)
def an_honour_told_twice_is_one(sender, record, by, **kwargs):
    merging.settle(record, by=by)


@receiver(unmerged)
def both_tell_of_it_again(sender, record, by, **kwargs):
    merging.unsettle(record, by=by)
