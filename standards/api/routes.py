from standards.api.viewsets.catalogue import StandardViewSet
from standards.api.viewsets.execution import ExecutionViewSet, TradeStandardViewSet

ROUTES = [
    ("standards", StandardViewSet),
    ("standards-executed", ExecutionViewSet),
    ("trade-standards", TradeStandardViewSet),
]
