"""Food workshops, the zone that they move into, and what they make there."""

from workshops.models.allocation import Allocation  # noqa: F401
from workshops.models.application import (  # noqa: F401
    Application,
    ApplicationLog,
    ApplicationVariety,
)
from workshops.models.category import FoodCategory, NegativeEntry, NegativeList, Trade  # noqa: F401
from workshops.models.check import ZoneCheck, ZoneCheckAnswer  # noqa: F401
from workshops.models.lab import LotTest, LotTestItem  # noqa: F401
from workshops.models.ledger import LotCorrection, LotInput, Sale  # noqa: F401
from workshops.models.lot import Lot, LotLog  # noqa: F401
from workshops.models.recall import Recall, RecallLine, RecallLog  # noqa: F401
from workshops.models.registration import Registration, RegistrationPeriod  # noqa: F401
from workshops.models.relocation import Relocation, RelocationLog  # noqa: F401
from workshops.models.required_test import RequiredTest, TestFrequency  # noqa: F401
from workshops.models.scoring_rule import ScoringRule  # noqa: F401
from workshops.models.slaughter import (  # noqa: F401
    PaperValidity,
    QuarantinePaper,
    SlaughterPlant,
)
from workshops.models.survey import Survey, SurveyLog, SurveyVillage  # noqa: F401
from workshops.models.survey_record import SurveyRecord  # noqa: F401
from workshops.models.workshop import (  # noqa: F401
    HealthCertificate,
    Variety,
    Worker,
    Workshop,
)
from workshops.models.zone import (  # noqa: F401
    Area,
    AreaKind,
    Unit,
    UnitCategory,
    Zone,
    ZoneLog,
)
