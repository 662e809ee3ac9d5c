from workshops.api.viewsets.ledger import (
    LotViewSet,
    PaperValidityViewSet,
    QuarantinePaperViewSet,
    SaleViewSet,
    SlaughterPlantViewSet,
)

ROUTES = [
    ("lots", LotViewSet),
    ("paper-validities", PaperValidityViewSet),
    ("quarantine-papers", QuarantinePaperViewSet),
    ("sales", SaleViewSet),
    ("slaughter-plants", SlaughterPlantViewSet),
]
