from workshops.api.viewsets.ledger import (
    LotViewSet,
    PaperValidityViewSet,
    QuarantinePaperViewSet,
    SaleViewSet,
    SlaughterPlantViewSet,
)
from workshops.api.viewsets.registration import ApplicationViewSet, RegistrationViewSet
from workshops.api.viewsets.survey import SurveyRecordViewSet, SurveyViewSet
from workshops.api.viewsets.workshop import (
    FoodCategoryViewSet,
    NegativeListViewSet,
    TradeViewSet,
    WorkshopViewSet,
)
from workshops.api.viewsets.zone import AllocationViewSet, RelocationViewSet, ZoneViewSet

ROUTES = [
    ("allocations", AllocationViewSet),
    ("food-categories", FoodCategoryViewSet),
    ("lots", LotViewSet),
    ("negative-lists", NegativeListViewSet),
    ("paper-validities", PaperValidityViewSet),
    ("quarantine-papers", QuarantinePaperViewSet),
    ("registration-applications", ApplicationViewSet),
    ("registrations", RegistrationViewSet),
    ("relocations", RelocationViewSet),
    ("sales", SaleViewSet),
    ("slaughter-plants", SlaughterPlantViewSet),
    ("survey-records", SurveyRecordViewSet),
    ("surveys", SurveyViewSet),
    ("trades", TradeViewSet),
    ("workshops", WorkshopViewSet),
    ("zones", ZoneViewSet),
]
