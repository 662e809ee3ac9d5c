"""Campaigns, test results, rectification orders, re-inspections and halts."""

from inspections.models.campaign import (
    Campaign,
    CampaignLog,
    Consultation,
    Participation,
    QualityMeeting,
    WorkGroup,
    WorkGroupVisit,
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

__all__ = [
    "Campaign",
    "CampaignLog",
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
    "WorkGroup",
    "WorkGroupVisit",
]
