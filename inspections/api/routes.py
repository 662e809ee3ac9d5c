from inspections.api.viewsets.campaign import CampaignViewSet
from inspections.api.viewsets.order import RectificationOrderViewSet
from inspections.api.viewsets.result import ObjectionViewSet, TestResultViewSet

ROUTES = [
    ("campaigns", CampaignViewSet),
    ("objections", ObjectionViewSet),
    ("rectification-orders", RectificationOrderViewSet),
    ("test-results", TestResultViewSet),
]
