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
from inspections.models.halt import Halt
from inspections.models.order import (
    Objection,
    OrderItem,
    RectificationOrder,
    RectificationOrderLog,
)
from inspections.models.reinspection import Reinspection, ReinspectionItem
from inspections.models.result import TestResult
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
    "Consultation",
    "Halt",
    "Objection",
    "OrderItem",
    "Participation",
    "QualityMeeting",
    "RectificationOrder",
    "RectificationOrderLog",
    "Reinspection",
    "ReinspectionItem",
    "TestResult",
    "Visit",
    "VisitAddition",
    "VisitAnswer",
    "VisitInspector",
    "VisitPacket",
    "WorkGroup",
    "WorkGroupVisit",
]
