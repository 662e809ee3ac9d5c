from brands.api.viewsets.counterfeit import CounterfeitClueViewSet
from brands.api.viewsets.cultivation import (
    CatalogueViewSet,
    CommitmentViewSet,
    CultivationViewSet,
    RequirementViewSet,
    ScreeningSheetViewSet,
)
from brands.api.viewsets.honour import (
    HonourKindViewSet,
    HonourViewSet,
    LeagueViewSet,
    RegionalTitleViewSet,
)
from brands.api.viewsets.publicity import PublicityItemViewSet
from brands.api.viewsets.sweep import SweepCellViewSet, SweepFindingViewSet, SweepViewSet

ROUTES = [
    ("brand-catalogues", CatalogueViewSet),
    ("brand-commitments", CommitmentViewSet),
    ("counterfeit-clues", CounterfeitClueViewSet),
    ("cultivations", CultivationViewSet),
    ("honour-kinds", HonourKindViewSet),
    ("honour-requirements", RequirementViewSet),
    ("honours", HonourViewSet),
    ("league-entries", LeagueViewSet),
    ("publicity-items", PublicityItemViewSet),
    ("regional-titles", RegionalTitleViewSet),
    ("screening-sheets", ScreeningSheetViewSet),
    ("sweep-candidates", SweepFindingViewSet),
    ("sweep-cells", SweepCellViewSet),
    ("sweeps", SweepViewSet),
]
