from brands.api.viewsets.counterfeit import CounterfeitClueViewSet
from brands.api.viewsets.publicity import PublicityItemViewSet
from brands.api.viewsets.sweep import SweepCellViewSet, SweepFindingViewSet, SweepViewSet

ROUTES = [
    ("counterfeit-clues", CounterfeitClueViewSet),
    ("publicity-items", PublicityItemViewSet),
    ("sweep-candidates", SweepFindingViewSet),
    ("sweep-cells", SweepCellViewSet),
    ("sweeps", SweepViewSet),
]
