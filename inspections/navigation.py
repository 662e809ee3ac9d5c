"""Where inspections are found, as the work goes: going out, what is tested, what follows."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavGroup, NavItem, register, register_lists

OUT = NavGroup("inspections", _("Visits and patrols"), 20)
TESTED = NavGroup("samples", _("Samples and tests"), 30)
FOLLOWS = NavGroup("orders", _("Orders and cases"), 40)

register(NavItem(_("Field app"), "field:shell", "inspections.submit_visit", 6, "smartphone"))
register_lists(
    "inspections",
    OUT,
    (_("Visits"), "visit", "view_visit", "clipboard-check"),
    (_("Patrols"), "patrol", "view_patrol", "footprints"),
    (_("Rounds"), "round", "view_round", "route"),
    (_("Patrol plans"), "patrolplan", "view_patrolplan", "calendar-days"),
    (_("Random draws"), "draw", "view_draw", "dices"),
    (_("Risk scoring"), "riskrun", "view_riskrun", "gauge"),
    (_("Checklists"), "checklist", "view_checklist", "list-checks"),
    (_("Files of phones"), "phoneexport", "add_phoneexport", "file-archive"),
)
register_lists(
    "inspections",
    TESTED,
    (_("Samples"), "sample", "view_sample", "package-search"),
    (_("Test results"), "testresult", "view_testresult", "flask-conical"),
    (_("Sampling plans"), "samplingplan", "view_samplingplan", "calendar-range"),
)
register_lists(
    "inspections",
    FOLLOWS,
    (_("Campaigns"), "campaign", "view_campaign", "target"),
    (_("Orders"), "rectificationorder", "view_rectificationorder", "gavel"),
    (_("Penalties"), "penalty", "view_penalty", "scale"),
    (_("Complaints and clues"), "complaint", "view_complaint", "message-square-warning"),
    (_("Results to the public"), "disclosure", "view_disclosure", "megaphone"),
)
