from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavItem, register

for item in (
    NavItem(
        _("Campaigns"),
        "admin:inspections_campaign_changelist",
        "inspections.view_campaign",
        30,
        "target",
    ),
    NavItem(
        _("Orders"),
        "admin:inspections_rectificationorder_changelist",
        "inspections.view_rectificationorder",
        32,
        "gavel",
    ),
    NavItem(
        _("Test results"),
        "admin:inspections_testresult_changelist",
        "inspections.view_testresult",
        34,
        "flask-conical",
    ),
    NavItem(
        _("Random draws"),
        "admin:inspections_draw_changelist",
        "inspections.view_draw",
        28,
        "dices",
    ),
    NavItem(
        _("Visits"),
        "admin:inspections_visit_changelist",
        "inspections.view_visit",
        26,
        "clipboard-check",
    ),
    NavItem(
        _("Checklists"),
        "admin:inspections_checklist_changelist",
        "inspections.view_checklist",
        46,
        "list-checks",
    ),
    NavItem(
        _("Results to the public"),
        "admin:inspections_disclosure_changelist",
        "inspections.view_disclosure",
        40,
        "megaphone",
    ),
    NavItem(
        _("Penalties"),
        "admin:inspections_penalty_changelist",
        "inspections.view_penalty",
        41,
        "scale",
    ),
    NavItem(
        _("Complaints and clues"),
        "admin:inspections_complaint_changelist",
        "inspections.view_complaint",
        42,
        "message-square-warning",
    ),
    NavItem(
        _("Risk scoring"),
        "admin:inspections_riskrun_changelist",
        "inspections.view_riskrun",
        44,
        "gauge",
    ),
    NavItem(
        _("Samples"),
        "admin:inspections_sample_changelist",
        "inspections.view_sample",
        33,
        "package-search",
    ),
    NavItem(
        _("Sampling plans"),
        "admin:inspections_samplingplan_changelist",
        "inspections.view_samplingplan",
        35,
        "calendar-range",
    ),
    NavItem(
        _("Patrols"),
        "admin:inspections_patrol_changelist",
        "inspections.view_patrol",
        28,
        "footprints",
    ),
    NavItem(
        _("Patrol plans"),
        "admin:inspections_patrolplan_changelist",
        "inspections.view_patrolplan",
        29,
        "calendar-days",
    ),
    NavItem(
        _("Rounds"),
        "admin:inspections_round_changelist",
        "inspections.view_round",
        29,
        "route",
    ),
    NavItem(_("Field app"), "field:shell", "inspections.submit_visit", 6, "smartphone"),
):
    register(item)
