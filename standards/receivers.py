"""What answers to news: of a product in the register, of a standard that is replaced."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from enterprises.models import Product
from standards.services import executions
from standards.signals import replaced


@receiver(post_save, sender=Product)
def what_a_product_is_made_to_is_read(sender, instance, **kwargs):
    transaction.on_commit(partial(executions.read_products, [instance.pk]), robust=True)


@receiver(replaced)
def whoever_makes_products_to_them_is_told(sender, replacements, **kwargs):
    executions.tell_of(replacements)
