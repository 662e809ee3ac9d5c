"""What the search box finds of inspections: cases by their numbers, visits by the party."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Campaign,
    Complaint,
    Draw,
    PatrolPlan,
    Penalty,
    RectificationOrder,
    Sample,
    SamplingPlan,
    TestResult,
    Visit,
)
from qualitysup.casework.finding import Findable, admin_page, register_findable

register_findable(
    Findable(
        key="orders",
        label=_("Orders"),
        model=RectificationOrder,
        icon="gavel",
        order=30,
        numbers=("number",),
    ),
    Findable(
        key="visits",
        label=_("Visits"),
        model=Visit,
        icon="clipboard-check",
        order=31,
        ordering=("-started_at", "-pk"),
        note=lambda visit: timezone.localdate(visit.started_at).isoformat(),
    ),
    Findable(
        key="samples",
        label=_("Samples"),
        model=Sample,
        icon="package-search",
        order=32,
        numbers=("number", "retest_report_number"),
    ),
    Findable(
        key="test-results",
        label=_("Test results"),
        model=TestResult,
        icon="flask-conical",
        order=33,
        ordering=("-tested_on", "-pk"),
        numbers=("report_number",),
        note=lambda result: str(result.enterprise),
        url=admin_page,
    ),
    Findable(
        key="complaints",
        label=_("Complaints and clues"),
        model=Complaint,
        icon="message-square-warning",
        order=34,
        numbers=("source_number",),
    ),
    Findable(
        key="penalties",
        label=_("Penalties"),
        model=Penalty,
        icon="scale",
        order=35,
        ordering=("-decided_on", "-pk"),
        numbers=("number",),
        note=lambda penalty: penalty.party_name,
    ),
    Findable(
        key="campaigns",
        label=_("Campaigns"),
        model=Campaign,
        icon="target",
        order=36,
        note=lambda campaign: campaign.product,
    ),
    Findable(
        key="draws",
        label=_("Random draws"),
        model=Draw,
        icon="dices",
        order=37,
        numbers=("code",),
        note=lambda draw: draw.code,
    ),
    Findable(
        key="patrol-plans",
        label=_("Patrol plans"),
        model=PatrolPlan,
        icon="calendar-days",
        order=38,
    ),
    Findable(
        key="sampling-plans",
        label=_("Sampling plans"),
        model=SamplingPlan,
        icon="calendar-range",
        order=39,
        ordering=("-starts_on", "-pk"),
        note=lambda plan: plan.product,
    ),
)
