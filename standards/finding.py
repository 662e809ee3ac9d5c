from django.utils.translation import gettext_lazy as _

from qualitysup.casework.finding import Findable, register_findable
from standards.models import Drafting, Filing, FirmCode, ServiceRequest, Standard

register_findable(
    Findable(
        key="standards",
        label=_("Catalogue of standards"),
        model=Standard,
        icon="library",
        order=25,
        ordering=("sort_key",),
        numbers=("number",),
    ),
    Findable(
        key="filings",
        label=_("Filings and declarations"),
        model=Filing,
        icon="file-check",
        order=60,
        numbers=("number", "own_number"),
    ),
    Findable(
        key="draftings",
        label=_("Drafting of standards"),
        model=Drafting,
        icon="pencil-ruler",
        order=61,
    ),
    Findable(
        key="service-requests",
        label=_("Services of the institute"),
        model=ServiceRequest,
        icon="scan-barcode",
        order=62,
        numbers=("number",),
    ),
    Findable(
        key="firm-codes",
        label=_("Firm codes"),
        model=FirmCode,
        icon="barcode",
        order=63,
        ordering=("code",),
        numbers=("code",),
    ),
)
