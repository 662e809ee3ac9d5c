from inspections.api.viewsets import (
    CampaignViewSet,
    ObjectionViewSet,
    RectificationOrderViewSet,
    TestResultViewSet,
)

ROUTES = [
    ("campaigns", CampaignViewSet),
    ("objections", ObjectionViewSet),
    ("rectification-orders", RectificationOrderViewSet),
    ("test-results", TestResultViewSet),
]
