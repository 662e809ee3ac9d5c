"""News of a firm whose application is prepared or made: whoever looks after it is told."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from brands import notifications, vetoes
from brands.models import Cultivation
from inspections.signals import order_issued, result_formed

# Before, nobody applied for anything; the page shows what stands against it anyhow.
WATCHED = (Cultivation.State.CULTIVATED, Cultivation.State.APPLIED)


@receiver(result_formed)
def a_failed_test_may_exclude_it(sender, result, by, **kwargs):
    if not result.passed:
        # Its sample knows of it only once all of that is written.
        news = partial(_tell, result.enterprise_id, str(result), result)
        transaction.on_commit(news, robust=True)


@receiver(order_issued)
def an_order_may_exclude_it(sender, order, **kwargs):
    _tell(order.enterprise_id, str(order), order)


def _tell(enterprise, words, source):
    firms = Cultivation.objects.filter(enterprise=enterprise, state__in=WATCHED)
    for cultivation in firms.for_list():
        notifications.news_of(cultivation, words, source, vetoes.against(cultivation))
