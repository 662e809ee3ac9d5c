from standards.api.viewsets.catalogue import StandardViewSet
from standards.api.viewsets.drafting import (
    DraftingViewSet,
    InstituteViewSet,
    StatedFigureViewSet,
)
from standards.api.viewsets.execution import ExecutionViewSet, TradeStandardViewSet
from standards.api.viewsets.filing import FilingViewSet

ROUTES = [
    ("draftings", DraftingViewSet),
    ("filings", FilingViewSet),
    ("institutes", InstituteViewSet),
    ("standards", StandardViewSet),
    ("standards-executed", ExecutionViewSet),
    ("stated-figures", StatedFigureViewSet),
    ("trade-standards", TradeStandardViewSet),
]
