from django.utils.translation import gettext_lazy as _

from investment.models import Prospect, Trip
from qualitysup.casework.finding import Findable, register_findable

register_findable(
    Findable(
        key="prospects",
        label=_("Prospects"),
        model=Prospect,
        icon="factory",
        order=70,
    ),
    Findable(
        key="trips",
        label=_("Trips"),
        model=Trip,
        icon="plane",
        order=71,
        numbers=("report_number",),
    ),
)
