"""北滘镇: its workshops surveyed, half of them in the zone that 康鹏 leads, one lot recalled.

Of 康鹏 only what the report tells is told: whom the town chose to lead, which areas were built and
the four principles. Every name, number and finding besides is made up and says so.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from workshops.demo import (
    check,
    ledger,
    negative_list,
    recall,
    register,
    registration,
    relocation,
    survey,
    zone,
)
from workshops.demo.staff import staff
from workshops.models import Zone


def load(*, say, **options):
    if Zone.objects.filter(name=zone.NAME).exists():
        return
    people = staff()
    with transaction.atomic():
        workshops = register.load(people)
        negative_list.load(people)
        registration.load(people, workshops)
        survey.load(people, workshops)
        place = zone.load(people)
        inside = relocation.load(people, place)
        negative_list.use_the_exception(people, inside)
        chain = ledger.load(people, workshops, place, inside)
        recall.load(people, chain)
        check.load(people, place, inside)
    say(_("Half of the workshops of a town are in their zone, and one lot is recalled."))
