from inspections.api.viewsets.campaign import CampaignViewSet
from inspections.api.viewsets.openness import (
    ComplaintViewSet,
    DisclosureViewSet,
    RiskRunViewSet,
    RiskScoreViewSet,
)
from inspections.api.viewsets.order import RectificationOrderViewSet
from inspections.api.viewsets.result import ObjectionViewSet, TestResultViewSet

ROUTES = [
    ("campaigns", CampaignViewSet),
    ("complaints", ComplaintViewSet),
    ("disclosures", DisclosureViewSet),
    ("objections", ObjectionViewSet),
    ("rectification-orders", RectificationOrderViewSet),
    ("risk-runs", RiskRunViewSet),
    ("risk-scores", RiskScoreViewSet),
    ("test-results", TestResultViewSet),
]
