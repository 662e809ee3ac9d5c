from workshops.api.viewsets.ledger import (
    LotViewSet,
    PaperValidityViewSet,
    QuarantinePaperViewSet,
    SaleViewSet,
    SlaughterPlantViewSet,
)
from workshops.api.viewsets.registration import ApplicationViewSet, RegistrationViewSet
from workshops.api.viewsets.survey import SurveyRecordViewSet, SurveyViewSet

ROUTES = [
    ("lots", LotViewSet),
    ("paper-validities", PaperValidityViewSet),
    ("quarantine-papers", QuarantinePaperViewSet),
    ("registration-applications", ApplicationViewSet),
    ("registrations", RegistrationViewSet),
    ("sales", SaleViewSet),
    ("slaughter-plants", SlaughterPlantViewSet),
    ("survey-records", SurveyRecordViewSet),
    ("surveys", SurveyViewSet),
]
