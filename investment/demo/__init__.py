"""黄石 and the firms that it would like to have: the fifteen of its report, and made-up ones.

The fifteen carry only what the report says; parks, offers and every firm marked 演示 are made up.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from investment.demo import history, park, prospect, trip
from investment.demo.staff import staff
from investment.models import Prospect


def load(*, say, **options):
    if Prospect.objects.filter(name=trip.FIRST).exists():
        return
    people = staff()
    with transaction.atomic():
        park.load(people)
        trip.load(people)
        prospect.load(people)
        history.load(people)
    say(_("The report of the trip to Shunde can be read beside its fifteen firms."))
