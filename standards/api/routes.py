from standards.api.viewsets.catalogue import StandardViewSet
from standards.api.viewsets.drafting import (
    DraftingViewSet,
    InstituteViewSet,
    StatedFigureViewSet,
)
from standards.api.viewsets.execution import ExecutionViewSet, TradeStandardViewSet

ROUTES = [
    ("draftings", DraftingViewSet),
    ("institutes", InstituteViewSet),
    ("standards", StandardViewSet),
    ("standards-executed", ExecutionViewSet),
    ("stated-figures", StatedFigureViewSet),
    ("trade-standards", TradeStandardViewSet),
]
