from brands.api.viewsets.sweep import SweepCellViewSet, SweepFindingViewSet, SweepViewSet

ROUTES = [
    ("sweep-candidates", SweepFindingViewSet),
    ("sweep-cells", SweepCellViewSet),
    ("sweeps", SweepViewSet),
]
