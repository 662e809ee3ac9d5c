from inspections.api.viewsets.campaign import CampaignViewSet
from inspections.api.viewsets.draw import DrawnEnterpriseViewSet, DrawViewSet
from inspections.api.viewsets.field import FieldViewSet
from inspections.api.viewsets.laboratory import LaboratoryViewSet
from inspections.api.viewsets.openness import (
    ComplaintViewSet,
    DisclosureViewSet,
    RiskRunViewSet,
    RiskScoreViewSet,
)
from inspections.api.viewsets.order import RectificationOrderViewSet
from inspections.api.viewsets.patrol import PatrolViewSet, RoundViewSet
from inspections.api.viewsets.penalty import PenaltyViewSet
from inspections.api.viewsets.plan import PatrolPlanViewSet
from inspections.api.viewsets.result import ObjectionViewSet, TestResultViewSet
from inspections.api.viewsets.sample import SampleViewSet, SamplingPlanViewSet
from inspections.api.viewsets.visit import ChecklistVersionViewSet, VisitViewSet

ROUTES = [
    ("campaigns", CampaignViewSet),
    ("checklist-versions", ChecklistVersionViewSet),
    ("complaints", ComplaintViewSet),
    ("disclosures", DisclosureViewSet),
    ("drawn-enterprises", DrawnEnterpriseViewSet),
    ("draws", DrawViewSet),
    ("field", FieldViewSet, "field"),
    ("laboratories", LaboratoryViewSet),
    ("objections", ObjectionViewSet),
    ("patrol-plans", PatrolPlanViewSet),
    ("patrols", PatrolViewSet),
    ("penalties", PenaltyViewSet),
    ("rectification-orders", RectificationOrderViewSet),
    ("risk-runs", RiskRunViewSet),
    ("risk-scores", RiskScoreViewSet),
    ("rounds", RoundViewSet),
    ("samples", SampleViewSet),
    ("sampling-plans", SamplingPlanViewSet),
    ("test-results", TestResultViewSet),
    ("visits", VisitViewSet),
]
