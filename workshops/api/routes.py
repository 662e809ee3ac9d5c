from workshops.api.viewsets.check import ZoneCheckViewSet
from workshops.api.viewsets.lab import (
    LotTestViewSet,
    RequiredTestViewSet,
    TestFrequencyViewSet,
)
from workshops.api.viewsets.ledger import (
    LotViewSet,
    PaperValidityViewSet,
    QuarantinePaperViewSet,
    SaleViewSet,
    SlaughterPlantViewSet,
)
from workshops.api.viewsets.recall import RecallLineViewSet, RecallViewSet
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
    ("lot-tests", LotTestViewSet),
    ("lots", LotViewSet),
    ("mandatory-tests", RequiredTestViewSet),
    ("negative-lists", NegativeListViewSet),
    ("paper-validities", PaperValidityViewSet),
    ("quarantine-papers", QuarantinePaperViewSet),
    ("recall-lines", RecallLineViewSet),
    ("recalls", RecallViewSet),
    ("registration-applications", ApplicationViewSet),
    ("registrations", RegistrationViewSet),
    ("relocations", RelocationViewSet),
    ("sales", SaleViewSet),
    ("slaughter-plants", SlaughterPlantViewSet),
    ("survey-records", SurveyRecordViewSet),
    ("surveys", SurveyViewSet),
    ("test-frequencies", TestFrequencyViewSet),
    ("trades", TradeViewSet),
    ("workshops", WorkshopViewSet),
    ("zone-checks", ZoneCheckViewSet),
    ("zones", ZoneViewSet),
]
