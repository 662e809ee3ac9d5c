"""Food workshops, the zone that they move into, and what they make there."""

from workshops.models.survey import (  # noqa: F401
    ScoringRule,
    Survey,
    SurveyLog,
    SurveyRecord,
    SurveyVillage,
)
