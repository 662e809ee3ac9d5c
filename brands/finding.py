"""What the search box finds of brands: honours by certificate, cases by firm and product."""

from django.utils.translation import gettext_lazy as _

from brands.models import (
    Catalogue,
    CounterfeitClue,
    Cultivation,
    Honour,
    PublicityItem,
    RegionalTitle,
    Sweep,
)
from qualitysup.casework.finding import Findable, register_findable

register_findable(
    Findable(
        key="honours",
        label=_("Honours"),
        model=Honour,
        icon="award",
        order=50,
        ordering=("-granted_on", "-pk"),
        numbers=("number",),
        note=lambda honour: honour.number,
    ),
    Findable(
        key="cultivations",
        label=_("Firms in cultivation"),
        model=Cultivation,
        icon="trending-up",
        order=51,
        numbers=("application_number",),
    ),
    Findable(
        key="brand-catalogues",
        label=_("Catalogues of cultivation"),
        model=Catalogue,
        icon="book-open",
        order=52,
        ordering=("-year", "-edition", "-pk"),
        numbers=("number",),
    ),
    Findable(
        key="sweeps",
        label=_("Sweeps"),
        model=Sweep,
        icon="grid-3x3",
        order=53,
    ),
    Findable(
        key="regional-titles",
        label=_("Regional titles"),
        model=RegionalTitle,
        icon="map-pin",
        order=54,
        ordering=("division", "name", "pk"),
    ),
    Findable(
        key="publicity-items",
        label=_("Publicity"),
        model=PublicityItem,
        icon="megaphone",
        order=55,
    ),
    Findable(
        key="counterfeit-clues",
        label=_("Counterfeit clues"),
        model=CounterfeitClue,
        icon="shield-alert",
        order=56,
    ),
)
