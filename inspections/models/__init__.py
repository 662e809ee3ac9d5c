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
from inspections.models.capacity import Capacity, Leave
from inspections.models.checklist import (
    Checklist,
    ChecklistItem,
    ChecklistSection,
    ChecklistVersion,
)
from inspections.models.complaint import Complainant, Complaint, ComplaintLog, Consequence
from inspections.models.disclosure import Disclosure, DisclosureLog, PublicPage
from inspections.models.draw import Draw, DrawLog, DrawSeed, DrawStratum
from inspections.models.draw_job import DrawJob
from inspections.models.draw_rate import DrawRate, Stratum
from inspections.models.drawn import DrawnEnterprise, DrawnInspector
from inspections.models.follow_up import VisitFollowUp
from inspections.models.frequency import PatrolFrequency
from inspections.models.halt import Halt
from inspections.models.order import (
    Objection,
    OrderItem,
    RectificationOrder,
    RectificationOrderLog,
)
from inspections.models.patrol import Patrol, PatrolLog, Postponement
from inspections.models.penalty import Penalty, SmallFine
from inspections.models.phone_export import PhoneExport
from inspections.models.plan import (
    PatrolPlan,
    PatrolPlanLog,
    PlanChoice,
    PlanExclusion,
    PlanReason,
)
from inspections.models.planning import PlanCount, PlanLoad, PlanRun, ProposedPatrol
from inspections.models.pool import DrawCandidate, DrawExclusion, DrawInspector, Recusal
from inspections.models.proposal import VisitProposal
from inspections.models.reinspection import Reinspection, ReinspectionItem
from inspections.models.result import TestResult
from inspections.models.results_table import ReportedRow, ResultsTable
from inspections.models.risk import RiskFormula, RiskRun, RiskScore, RiskWeight
from inspections.models.route import Round, RoundStop, StationPlace
from inspections.models.sample import Sample, SampleLog
from inspections.models.sampling import Laboratory, SamplingPlan, SuperiorSampling
from inspections.models.visit import (
    Visit,
    VisitAddition,
    VisitAnswer,
    VisitInspector,
    VisitPacket,
    VisitReplacement,
)

__all__ = [
    "Campaign",
    "CampaignLog",
    "Capacity",
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
    "Draw",
    "DrawCandidate",
    "DrawExclusion",
    "DrawInspector",
    "DrawJob",
    "DrawLog",
    "DrawRate",
    "DrawSeed",
    "DrawStratum",
    "DrawnEnterprise",
    "DrawnInspector",
    "Halt",
    "Laboratory",
    "Leave",
    "Objection",
    "OrderItem",
    "Participation",
    "Patrol",
    "PatrolFrequency",
    "PatrolLog",
    "PatrolPlan",
    "PatrolPlanLog",
    "Penalty",
    "PhoneExport",
    "PlanChoice",
    "PlanCount",
    "PlanExclusion",
    "PlanLoad",
    "PlanReason",
    "PlanRun",
    "Postponement",
    "ProposedPatrol",
    "PublicPage",
    "QualityMeeting",
    "RectificationOrder",
    "RectificationOrderLog",
    "Recusal",
    "Reinspection",
    "ReinspectionItem",
    "ReportedRow",
    "ResultsTable",
    "RiskFormula",
    "RiskRun",
    "RiskScore",
    "RiskWeight",
    "Round",
    "RoundStop",
    "Sample",
    "SampleLog",
    "SamplingPlan",
    "SmallFine",
    "StationPlace",
    "Stratum",
    "SuperiorSampling",
    "TestResult",
    "Visit",
    "VisitAddition",
    "VisitAnswer",
    "VisitFollowUp",
    "VisitInspector",
    "VisitPacket",
    "VisitProposal",
    "VisitReplacement",
    "WorkGroup",
    "WorkGroupVisit",
]
