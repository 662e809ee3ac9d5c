"""Inspectors end what clues of counterfeits had become."""

from django.dispatch import receiver

from brands.services import counterfeits
from inspections.signals import complaint_ended


@receiver(complaint_ended)
def its_clue_learns_the_result(sender, complaint, **kwargs):
    """Told twice it is closed once."""
    counterfeits.learn(complaint)
