"""顺德 and its brands: the honours that the report counts, those held today, its titles.

Counts, titles and the place in the league are the report's; every enterprise, number and day
besides is made up and says so.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from brands.demo import honour
from brands.demo.staff import staff
from brands.models import Honour


def load(*, say, **options):
    if Honour.objects.filter(source=honour.SOURCE).exists():
        return
    people = staff()
    with transaction.atomic():
        honour.load(people)
    say(_("The honours of a place are those that its report counted."))
