"""What is inspected, what was found, and what follows from it."""

from inspections.models.campaign import (
    Campaign,
    CampaignLog,
    Consultation,
    Participation,
    QualityMeeting,
    WorkGroup,
    WorkGroupVisit,
)
from inspections.models.checklist import (
    Checklist,
    ChecklistItem,
    ChecklistSection,
    ChecklistVersion,
)
from inspections.models.complaint import Complainant, Complaint, ComplaintLog, Consequence
from inspections.models.disclosure import Disclosure, DisclosureLog, PublicPage
from inspections.models.halt import Halt
from inspections.models.order import (
    Objection,
    OrderItem,
    RectificationOrder,
    RectificationOrderLog,
)
from inspections.models.reinspection import Reinspection, ReinspectionItem
from inspections.models.result import TestResult
from inspections.models.risk import RiskFormula, RiskRun, RiskScore, RiskWeight
from inspections.models.sample import Sample, SampleLog
from inspections.models.sampling import Laboratory, SamplingPlan, SuperiorSampling
from inspections.models.visit import (
    Visit,
    VisitAddition,
    VisitAnswer,
    VisitInspector,
    VisitPacket,
)

__all__ = [
    "Campaign",
    "CampaignLog",
    "Checklist",
    "ChecklistItem",
    "ChecklistSection",
    "ChecklistVersion",
    "Complainant",
    "Complaint",
    "ComplaintLog",
    "Consequence",
    "Consultation",
    "Disclosure",
    "DisclosureLog",
    "Halt",
    "Laboratory",
    "Objection",
    "OrderItem",
    "Participation",
    "PublicPage",
    "QualityMeeting",
    "RectificationOrder",
    "RectificationOrderLog",
    "Reinspection",
    "ReinspectionItem",
    "RiskFormula",
    "RiskRun",
    "RiskScore",
    "RiskWeight",
    "Sample",
    "SampleLog",
    "SamplingPlan",
    "SuperiorSampling",
    "TestResult",
    "Visit",
    "VisitAddition",
    "VisitAnswer",
    "VisitInspector",
    "VisitPacket",
    "WorkGroup",
    "WorkGroupVisit",
]
