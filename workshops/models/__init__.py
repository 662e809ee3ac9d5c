"""Food workshops, the zone that they move into, and what they make there."""

from workshops.models.allocation import Allocation
from workshops.models.application import (
    Application,
    ApplicationLog,
    ApplicationVariety,
)
from workshops.models.category import FoodCategory, NegativeEntry, NegativeList, Trade
from workshops.models.check import ZoneCheck, ZoneCheckAnswer
from workshops.models.lab import LotTest, LotTestItem
from workshops.models.ledger import LotCorrection, LotInput, Sale
from workshops.models.lot import Lot, LotLog
from workshops.models.recall import Recall, RecallLine, RecallLog
from workshops.models.registration import Registration, RegistrationPeriod
from workshops.models.relocation import Relocation, RelocationLog
from workshops.models.required_test import RequiredTest, TestFrequency
from workshops.models.scoring_rule import ScoringRule
from workshops.models.slaughter import (
    PaperValidity,
    QuarantinePaper,
    SlaughterPlant,
)
from workshops.models.survey import Survey, SurveyLog, SurveyVillage
from workshops.models.survey_record import SurveyRecord
from workshops.models.workshop import (
    HealthCertificate,
    Variety,
    Worker,
    Workshop,
)
from workshops.models.zone import (
    Area,
    AreaKind,
    Unit,
    UnitCategory,
    Zone,
    ZoneLog,
)

__all__ = [
    "Allocation",
    "Application",
    "ApplicationLog",
    "ApplicationVariety",
    "Area",
    "AreaKind",
    "FoodCategory",
    "HealthCertificate",
    "Lot",
    "LotCorrection",
    "LotInput",
    "LotLog",
    "LotTest",
    "LotTestItem",
    "NegativeEntry",
    "NegativeList",
    "PaperValidity",
    "QuarantinePaper",
    "Recall",
    "RecallLine",
    "RecallLog",
    "Registration",
    "RegistrationPeriod",
    "Relocation",
    "RelocationLog",
    "RequiredTest",
    "Sale",
    "ScoringRule",
    "SlaughterPlant",
    "Survey",
    "SurveyLog",
    "SurveyRecord",
    "SurveyVillage",
    "TestFrequency",
    "Trade",
    "Unit",
    "UnitCategory",
    "Variety",
    "Worker",
    "Workshop",
    "Zone",
    "ZoneCheck",
    "ZoneCheckAnswer",
    "ZoneLog",
]
