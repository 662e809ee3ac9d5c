"""News of a firm whose application is prepared or made: whoever looks after it is told."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from brands.services import vetoes
from inspections.signals import order_issued, result_formed


@receiver(result_formed)
def a_failed_test_may_exclude_it(sender, result, by, **kwargs):
    if not result.passed:
        # Its sample knows of it only once all of that is written.
        news = partial(vetoes.tell_of, result.enterprise_id, str(result), result)
        transaction.on_commit(news, robust=True)


@receiver(order_issued)
def an_order_may_exclude_it(sender, order, **kwargs):
    vetoes.tell_of(order.enterprise_id, str(order), order)
