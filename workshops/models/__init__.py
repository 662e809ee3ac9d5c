"""Food workshops, the zone that they move into, and what they make there."""

from workshops.models.registration import (  # noqa: F401
    Application,
    ApplicationLog,
    ApplicationVariety,
    Registration,
    RegistrationPeriod,
)
from workshops.models.survey import (  # noqa: F401
    ScoringRule,
    Survey,
    SurveyLog,
    SurveyRecord,
    SurveyVillage,
)
