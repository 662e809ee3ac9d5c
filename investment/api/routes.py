from investment.api.viewsets.prospect import (
    ProspectTaskViewSet,
    ProspectViewSet,
    ProspectVisitViewSet,
    ReceptionViewSet,
)
from investment.api.viewsets.trip import (
    ParkViewSet,
    PolicyPackViewSet,
    RecognitionViewSet,
    TripViewSet,
)

ROUTES = [
    ("parks", ParkViewSet),
    ("policy-packs", PolicyPackViewSet),
    ("prospect-tasks", ProspectTaskViewSet),
    ("prospect-visits", ProspectVisitViewSet),
    ("prospects", ProspectViewSet),
    ("receptions", ReceptionViewSet),
    ("recognitions", RecognitionViewSet),
    ("trips", TripViewSet),
]
