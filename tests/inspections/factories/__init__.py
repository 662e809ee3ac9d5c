"""What is inspected and what followed, in a situation."""

from tests.inspections.factories.campaign import (
    CampaignFactory,
    ConsultationFactory,
    ParticipationFactory,
    QualityMeetingFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)
from tests.inspections.factories.complaint import ComplainantFactory, ComplaintFactory
from tests.inspections.factories.draw import (
    DrawFactory,
    DrawnEnterpriseFactory,
    DrawRateFactory,
    RecusalFactory,
)
from tests.inspections.factories.openness import DisclosureFactory, PublicPageFactory
from tests.inspections.factories.order import (
    HaltFactory,
    ObjectionFactory,
    OrderItemFactory,
    RectificationOrderFactory,
    ReinspectionFactory,
    ReinspectionItemFactory,
)
from tests.inspections.factories.patrol import (
    CapacityFactory,
    LeaveFactory,
    PatrolFactory,
    PatrolPlanFactory,
    RoundFactory,
    StationPlaceFactory,
)
from tests.inspections.factories.penalty import PenaltyFactory, SmallFineFactory
from tests.inspections.factories.result import TestResultFactory
from tests.inspections.factories.risk import RiskRunFactory, RiskScoreFactory
from tests.inspections.factories.sample import (
    LaboratoryFactory,
    SampleFactory,
    SamplingPlanFactory,
    SuperiorSamplingFactory,
)
from tests.inspections.factories.visit import ChecklistVersionFactory, VisitFactory

__all__ = [
    "CampaignFactory",
    "CapacityFactory",
    "ChecklistVersionFactory",
    "ComplainantFactory",
    "ComplaintFactory",
    "ConsultationFactory",
    "DisclosureFactory",
    "DrawFactory",
    "DrawRateFactory",
    "DrawnEnterpriseFactory",
    "HaltFactory",
    "LaboratoryFactory",
    "LeaveFactory",
    "ObjectionFactory",
    "OrderItemFactory",
    "ParticipationFactory",
    "PatrolFactory",
    "PatrolPlanFactory",
    "PenaltyFactory",
    "PublicPageFactory",
    "QualityMeetingFactory",
    "RectificationOrderFactory",
    "RecusalFactory",
    "ReinspectionFactory",
    "ReinspectionItemFactory",
    "RiskRunFactory",
    "RiskScoreFactory",
    "RoundFactory",
    "SampleFactory",
    "SamplingPlanFactory",
    "SmallFineFactory",
    "StationPlaceFactory",
    "SuperiorSamplingFactory",
    "TestResultFactory",
    "VisitFactory",
    "WorkGroupFactory",
    "WorkGroupVisitFactory",
]
