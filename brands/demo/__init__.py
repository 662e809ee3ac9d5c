"""顺德 and its brands: found by a sweep, cultivated, honoured, publicised, protected.

Counts, titles and the place in the league are the report's; every enterprise, number and day
besides is made up and says so.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from brands.demo import (
    counterfeit,
    cultivation,
    honour,
    protection,
    publicity,
    sweep,
    title,
)
from brands.demo.staff import staff
from brands.models import Honour


def load(*, say, **options):
    if Honour.objects.filter(source=honour.SOURCE).exists():
        return
    people = staff()
    with transaction.atomic():
        sweep.load(people)
        cultivation.load(people)
        honour.load(people)
        title.load(people)
        publicity.load(people)
        counterfeit.load(people)
        protection.load(people)
    say(_("The honours of a place are those that its report counted."))
