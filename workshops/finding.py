"""What the search box finds of workshops: the register, zones, and goods by batch or report."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.finding import Findable, register_findable
from workshops.models import (
    Application,
    Lot,
    LotTest,
    QuarantinePaper,
    Recall,
    Registration,
    SlaughterPlant,
    Workshop,
    Zone,
)

register_findable(
    Findable(
        key="workshops",
        label=_("Food workshops"),
        model=Workshop,
        icon="store",
        order=40,
    ),
    Findable(
        key="registrations",
        label=_("Registrations of workshops"),
        model=Registration,
        icon="badge-check",
        order=41,
        numbers=("number",),
    ),
    Findable(
        key="applications",
        label=_("Applications for registration"),
        model=Application,
        icon="file-pen-line",
        order=42,
        numbers=("number", "certificate_number"),
    ),
    Findable(
        key="zones",
        label=_("Consolidation zones"),
        model=Zone,
        icon="warehouse",
        order=43,
        numbers=("approval_number",),
    ),
    Findable(
        key="lots",
        label=_("Lots and purchases"),
        model=Lot,
        icon="package",
        order=44,
        ordering=("-made_on", "-pk"),
    ),
    Findable(
        key="lot-tests",
        label=_("Lot tests"),
        model=LotTest,
        icon="test-tubes",
        order=45,
        ordering=("-sampled_on", "-pk"),
        numbers=("number",),
    ),
    Findable(
        key="recalls",
        label=_("Recalls"),
        model=Recall,
        icon="undo-2",
        order=46,
    ),
    Findable(
        key="slaughter-plants",
        label=_("Slaughter plants"),
        model=SlaughterPlant,
        icon="factory",
        order=47,
        ordering=("name", "pk"),
        numbers=("certificate_number", "sign_number"),
    ),
    Findable(
        key="quarantine-papers",
        label=_("Quarantine papers"),
        model=QuarantinePaper,
        icon="file-badge",
        order=48,
        ordering=("-issued_on", "-pk"),
        numbers=("number",),
    ),
)
