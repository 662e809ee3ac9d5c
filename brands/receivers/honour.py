"""An order to put something right puts honours at risk."""

from django.dispatch import receiver

from brands import notifications
from brands.models import Honour
from inspections.signals import order_issued


@receiver(order_issued)
def its_honours_are_at_risk(sender, order, **kwargs):
    """That they are is read from the open orders; here somebody is told."""
    honours = Honour.objects.held().filter(enterprise=order.enterprise_id)
    if honours := list(honours.for_list()):
        notifications.at_risk(honours, order)
