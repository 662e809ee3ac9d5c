from standards.api.viewsets.catalogue import StandardViewSet
from standards.api.viewsets.drafting import (
    DraftingViewSet,
    InstituteViewSet,
    StatedFigureViewSet,
)
from standards.api.viewsets.execution import ExecutionViewSet, TradeStandardViewSet
from standards.api.viewsets.filing import FilingViewSet
from standards.api.viewsets.service import FirmCodeViewSet, ServiceRequestViewSet

ROUTES = [
    ("draftings", DraftingViewSet),
    ("filings", FilingViewSet),
    ("firm-codes", FirmCodeViewSet),
    ("institutes", InstituteViewSet),
    ("service-requests", ServiceRequestViewSet),
    ("standards", StandardViewSet),
    ("standards-executed", ExecutionViewSet),
    ("stated-figures", StatedFigureViewSet),
    ("trade-standards", TradeStandardViewSet),
]
