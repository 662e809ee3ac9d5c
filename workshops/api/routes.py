from workshops.api.viewsets.ledger import (
    LotViewSet,
    PaperValidityViewSet,
    QuarantinePaperViewSet,
    SaleViewSet,
    SlaughterPlantViewSet,
)
from workshops.api.viewsets.registration import ApplicationViewSet, RegistrationViewSet

ROUTES = [
    ("lots", LotViewSet),
    ("paper-validities", PaperValidityViewSet),
    ("quarantine-papers", QuarantinePaperViewSet),
    ("registration-applications", ApplicationViewSet),
    ("registrations", RegistrationViewSet),
    ("sales", SaleViewSet),
    ("slaughter-plants", SlaughterPlantViewSet),
]
